import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const question = join(import.meta.dirname, 'question.ts');
const minutes = 60_000;

let asked = '';
const service = languageService();

describe('the public types', { timeout: 2 * minutes }, () => {
  it.each([
    ['turn every misuse into a type error', 'misuse.ts'],
    ['let through what is right', 'use.ts'],
  ])('%s', (_what, name) => {
    const file = join(import.meta.dirname, name);
    const diagnostics = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)];
    expect(diagnostics.map(describeDiagnostic)).toEqual([]);
  });

  it.each([
    ['a close type', 'declare const close: G.CloseRequest; close.type === "', ['TIMEOUT', 'USER_CLOSED']],
    ['a message type', 'const message: G.TranscriptMessage = { text: "", message_type: "', ['QUESTION', 'ANSWER']],
    ['a channel', 'declare const one: G.EstablishRequest; one.conversation_type === "', ['WIDGET', 'TELEGRAM']],
    ['a region', 'new G.GptBotsHumanClient({ region: "', ['sg', 'th', 'jp']],
    ['a retry mode', 'new G.GptBotsHumanClient({ retry: "', ['never', 'safe', 'at-least-once']],
    ['an error kind', 'declare const error: G.GptBotsHumanError; error.kind === "', ['input', 'api', 'closed']],
  ])('complete %s in an editor', (_what, typed, expected) => {
    asked = `import * as G from 'gptbots-human'; ${typed}`;
    const { entries } = service.getCompletionsAtPosition(question, asked.length, {}) ?? { entries: [] };
    expect(entries.map((entry) => entry.name)).toEqual(expect.arrayContaining(expected));
  });
});

// As an editor has it, over the files beside this one; `question.ts` is what the user is typing.
function languageService(): ts.LanguageService {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [join(import.meta.dirname, 'misuse.ts'), join(import.meta.dirname, 'use.ts'), question],
    getScriptVersion: (file) => (file === question ? asked : '1'),
    getScriptSnapshot(file) {
      const text = file === question ? asked : ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => file === question || ts.sys.fileExists(file),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
}

function describeDiagnostic({ file, start = 0, messageText }: ts.Diagnostic): string {
  const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
  return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
