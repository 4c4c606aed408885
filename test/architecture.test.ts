import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');

// What each layer may import: the layers above it, and packages. No layer has a framework; `node:` modules are for the
// command line, and for the one file of the test kit that listens.
const layers: Record<string, { layers: string[]; packages: string[] }> = {
  internal: { layers: [], packages: ['zod'] },
  models: { layers: ['internal'], packages: ['zod'] },
  client: { layers: ['internal', 'models'], packages: ['zod', 'ofetch'] },
  webhook: { layers: ['internal', 'models'], packages: ['zod'] },
  adapters: { layers: ['internal', 'webhook'], packages: [] },
  desk: { layers: ['internal', 'models', 'client', 'webhook', 'adapters'], packages: ['zod'] },
  postgres: { layers: ['internal', 'desk'], packages: ['zod'] },
  redis: { layers: ['internal', 'desk'], packages: ['zod'] },
  sqlite: { layers: ['internal', 'desk'], packages: ['zod'] },
  bridges: { layers: ['internal', 'client', 'webhook', 'adapters', 'desk'], packages: ['zod'] },
  telemetry: { layers: ['internal', 'models', 'client', 'webhook', 'desk'], packages: ['zod', '@opentelemetry/api'] },
  testing: { layers: ['internal', 'models'], packages: ['zod'] },
  cli: { layers: ['internal', 'testing'], packages: [] },
  'index.ts': { layers: ['internal', 'models', 'client', 'webhook', 'adapters'], packages: [] },
};

const topLevel = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'biome.json',
  'examples',
  'package-lock.json',
  'package.json',
  'src',
  'test',
  'tsconfig.json',
  'tsup.config.ts',
  'vitest.config.ts',
];

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, layer: layerOf(path), text: readFileSync(join(source, path), 'utf8') }));

describe('the source', () => {
  it('consists of the layers of the design', () => {
    expect([...new Set(files.map((file) => file.layer))].sort()).toEqual(Object.keys(layers).sort());
  });

  it('imports only upwards, and only the packages its layer may have', () => {
    const wrong = files.flatMap(({ path, layer, text }) =>
      importsOf(text)
        .filter((name) => !isAllowed(path, layer, name))
        .map((name) => `${path} (${layer}) must not import ${name}`),
    );
    expect(wrong).toEqual([]);
    expect(importsOf("import type a from 'a'; export * from 'b'; import('c');")).toEqual(['a', 'b', 'c']);
  });

  it('takes only types from the models into the test kit, so that it can find errors in them', () => {
    const kit = files.filter(({ layer }) => layer === 'testing');
    const statements = kit.flatMap(({ text }) => text.match(/^import [^;]*from '[./]*\/models\/[^;]*;/gm) ?? []);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter((one) => !one.startsWith('import type '))).toEqual([]);
  });

  it('takes only types into telemetry from what it watches, so that it has nothing but the public hooks', () => {
    const watchers = files.filter(({ layer }) => layer === 'telemetry');
    const statements = watchers.flatMap(
      ({ text }) => text.match(/^import [^;]*from '\.\.\/(client|webhook|desk)\/[^;]*;/gm) ?? [],
    );
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter((one) => !one.startsWith('import type '))).toEqual([]);
  });

  it('imports zod as a namespace, so that no bundle holds every locale', () => {
    const statements = files.flatMap(({ path, text }) =>
      [...text.matchAll(/^[^\n]*\bfrom ['"]zod[^'"]*['"]/gm)].map(([statement]) => `${path}: ${statement}`),
    );
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter((one) => !/: import (type )?\* as z from 'zod'$/.test(one))).toEqual([]);
  });

  it('calls one thing by one name: no type, class, exported function or constant is declared in two files', () => {
    const places = new Map<string, string[]>();
    for (const { path, text } of files) {
      for (const name of declaredNames(path, text)) places.set(name, [...(places.get(name) ?? []), path]);
    }
    const shared = [...places].filter(([, paths]) => paths.length > 1);
    expect(shared.map(([name, paths]) => `${name}: ${paths.join(', ')}`)).toEqual([]);
    const sample = 'type A = 1; interface B {} class C {} export function d() {} export const e = 1; const f = 2;';
    expect([...declaredNames('sample.ts', sample)]).toEqual(['A', 'B', 'C', 'd', 'e']);
  });

  it('has no file over 300 lines', () => {
    expect(files.filter(({ text }) => text.trimEnd().split('\n').length > 300).map(({ path }) => path)).toEqual([]);
  });
});

describe('the repository', () => {
  it('shows at its top level only what its users look for', () => {
    const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean);
    const isIgnored = (name: string) =>
      ignored.some((pattern) => (pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : `${name}/` === pattern));
    const shown = readdirSync(root).filter((name) => !name.startsWith('.') && !isIgnored(name));
    expect(shown.sort()).toEqual(topLevel);
  });
});

// The folder under src, or the file right in it.
function layerOf(path: string): string {
  return path.split(sep)[0] ?? '';
}

function isAllowed(path: string, layer: string, name: string): boolean {
  const allowed = layers[layer];
  if (name.startsWith('node:')) return layer === 'cli' || path === join('testing', 'listen.ts');
  // The command line prints the text of the migration, and has nothing else of a store.
  if (layer === 'cli' && name.endsWith('/postgres/sql/migration.ts')) return true;
  // Builds the page when the command line runs from its sources; what is published holds the page ready made.
  if (name === 'esbuild') return path === join('cli', 'page', 'page-files.ts');
  if (name === 'msw') return path === join('testing', 'msw.ts');
  if (!name.startsWith('.')) return allowed?.packages.includes(name) ?? false;
  const reached = layerOf(join(dirname(path), name));
  // The contract of a store knows what a store is, and that of a connector what a bridge is.
  if (reached === 'desk' && path.startsWith(join('testing', 'store', sep))) return true;
  if (['bridges', 'desk', 'client'].includes(reached) && path.startsWith(join('testing', 'bridge', sep))) return true;
  return reached === layer || (allowed?.layers.includes(reached) ?? false);
}

function importsOf(text: string): string[] {
  return ts.preProcessFile(text).importedFiles.map((found) => found.fileName);
}

// The types and classes of a file, and the functions and constants that it exports. What it passes on is none of them.
function declaredNames(path: string, text: string): Set<string> {
  const names = ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [statement.name.text];
    if (ts.isClassDeclaration(statement)) return statement.name ? [statement.name.text] : [];
    if (!ts.canHaveModifiers(statement)) return [];
    const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isFunctionDeclaration(statement)) return statement.name ? [statement.name.text] : [];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  });
  return new Set(names);
}
