/** A statement, or a part of one, with the values it binds. */
export interface Sql {
  strings: readonly string[];
  values: readonly Inserted[];
}

type Bound = string | number | null | undefined;
type Inserted = Bound | Sql;

/** A statement as a driver takes it. */
export interface Statement {
  text: string;
  params: (string | null)[];
}

/**
 * A statement, or a part of one. What is inserted is bound, unless it is a part itself. Everything is bound as text and comes
 * back as text, whatever a driver would make of other types: the statement says what it is to become, as `${at}::float8`.
 */
export function sql(strings: TemplateStringsArray, ...values: Inserted[]): Sql {
  return { strings, values };
}

/** A part as it stands, of text that is not from outside. */
export function raw(text: string): Sql {
  return { strings: [text], values: [] };
}

/** Parts, one after another. */
export function joined(parts: Sql[], separator: string): Sql {
  return { strings: ['', ...parts.slice(1).map(() => separator), ''], values: parts };
}

/** What a driver is to send. */
export function statementOf(parts: Sql): Statement {
  const statement: Statement = { text: '', params: [] };
  append(statement, parts);
  return statement;
}

function append(statement: Statement, { strings, values }: Sql): void {
  for (let index = 0; index < strings.length; index++) {
    statement.text += strings[index];
    if (index < values.length) insert(statement, values[index]);
  }
}

function insert(statement: Statement, value: Inserted): void {
  if (typeof value === 'object' && value !== null) {
    append(statement, value);
    return;
  }
  statement.params.push(value === undefined || value === null ? null : String(value));
  statement.text += `$${statement.params.length}::text`;
}
