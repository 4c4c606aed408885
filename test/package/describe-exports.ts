import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import type { Consumer } from './installed-consumer.ts';

const entries = Object.entries(packageJson.exports).flatMap(([name, formats]) =>
  typeof formats === 'string' ? [] : [{ name, ...formats }],
);

/** What the declarations offer beside what the code has. */
export function describeExports(consumer: () => Consumer): void {
  describe('what the types offer as a value exists', () => {
    it.each(entries)('in $name', async (entry) => {
      const inPackage = (path: string) => join(consumer().package, path);
      const modules = await import(pathToFileURL(inPackage(entry.import.default)).href);
      const common = createRequire(import.meta.url)(inPackage(entry.require.default));
      const promised = valuesOf(inPackage(entry.import.types));
      expect(promised.length, 'expected this test to see values').toBeGreaterThan(0);
      expect(promised.filter((name) => !(name in modules))).toEqual([]);
      expect(valuesOf(inPackage(entry.require.types)).filter((name) => !(name in common))).toEqual([]);
    });
  });
}

/** The names that a declaration file exports as values. */
function valuesOf(file: string): string[] {
  const { ModuleKind, ModuleResolutionKind, ScriptTarget, SymbolFlags } = ts;
  const options = { module: ModuleKind.NodeNext, moduleResolution: ModuleResolutionKind.NodeNext, skipLibCheck: true };
  const program = ts.createProgram([file], { ...options, target: ScriptTarget.ES2022, strict: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!symbol) throw new Error(`${file} should have been a module`);
  return checker
    .getExportsOfModule(symbol)
    .filter((one) => {
      const isOnlyType = one.declarations?.some(
        (at) => ts.isExportSpecifier(at) && (at.isTypeOnly || at.parent.parent.isTypeOnly),
      );
      const real = one.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
      return !isOnlyType && (real.flags & SymbolFlags.Value) !== 0;
    })
    .map(({ name }) => name);
}
