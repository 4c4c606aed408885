import { exec, execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { guides, inRepository, linkingPages, type Page, pages, readme } from './document.ts';

const run = promisify(execFile);

// The files that npm would publish; those of `dist` only once it is built.
const packed = (async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: inRepository('') });
  const [report]: [{ files: { path: string }[] }] = JSON.parse(stdout);
  return report.files.map(({ path }) => path);
})();

describe('README.md', () => {
  it('can be read in one go: 22,000 bytes at most', () => {
    expect(statSync(inRepository('README.md')).size).toBeLessThanOrEqual(22_000);
  });

  it('leads to every guide', () => {
    const text = readme.lines.join('\n');
    expect(guides.map(({ path }) => path).filter((path) => !text.includes(`](${path}) |`))).toEqual([]);
  });
});

describe.each(pages)('the code in $path', ({ fences }) => {
  const samples = fences.filter(({ language }) => language !== 'sh');

  it('is there', () => {
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.filter(({ language }) => !['ts', 'sql'].includes(language))).toEqual([]);
  });

  it.each(samples)(
    'on line $line stands word for word in $source, which is compiled and tested',
    ({ source, code }) => {
      if (source === undefined) throw new Error('a comment before the code has to name its source: <!-- path -->');
      expect(source).toMatch(/^(examples|test\/readme|test\/hosts)\/.*\.(ts|sql)$/);
      const file = readFileSync(inRepository(source), 'utf8').split('\n');
      const height = code.split('\n').length;
      const blocks = file.map((_, start) => dedent(file.slice(start, start + height)));
      expect(blocks, source).toContain(code);
    },
  );
});

describe('the commands of the pages', () => {
  it.each(pages.flatMap(({ path, ...page }) => commandsOf(page).map((command) => [path, command])))(
    '%s: %s exists',
    async (_, command = '') => {
      if (
        /^(npm install( gptbots-human zod| express tsx| better-sqlite3| pg| redis| ioredis| -D vitest| -D msw| @opentelemetry\/api @opentelemetry\/sdk-node @opentelemetry\/exporter-prometheus)?|export [A-Za-z_ .=]+)$/.test(
          command,
        )
      )
        return;
      // The server of the quick start, as it is, and with the simulator.
      if (/^((GPTBOTS_BASE_URL=http:\/\/127\.0\.0\.1:4010|GPTBOTS_API_KEY=test) )*npx tsx server\.ts$/.test(command))
        return;
      if (command === 'node dist/cli.js simulate ...') {
        expect(packageJson.bin['gptbots-human'], 'what npm run build makes').toBe('./dist/cli.js');
        return;
      }
      const [, ours] = /^npx gptbots-human (\w+)/.exec(command) ?? [];
      if (ours) {
        // test/cli runs them.
        expect(command, 'expected no secret among the arguments, where ps shows it').not.toContain('--secret');
        expect(['simulate', 'doctor', 'sql']).toContain(ours);
        return;
      }
      if (command.startsWith('node -p')) {
        expect((await promisify(exec)(command)).stdout).toMatch(/^[0-9a-f]{64}\n$/);
        return;
      }
      const [, script = '', given = ''] = /^npm (?:run )?([\w:]+)(?: -- (.+))?$/.exec(command) ?? [];
      expect(Object.keys(packageJson.scripts), `the scripts of package.json, because of "${command}"`).toContain(
        script,
      );
      // test/examples and test/browser run the options.
      const args = given.split(' ').filter(Boolean);
      const files = args.filter((arg) => !['--scripted', '--instances', '3'].includes(arg));
      for (const file of files) expect(existsSync(inRepository(file)), file).toBe(true);
    },
  );
});

describe('package.json', () => {
  it('asks for what README.md installs: zod, as a peer, and ofetch; who needs them, msw, OpenTelemetry, the Chat SDK, and the client of a database', () => {
    const redis = '^5.0.0 || ^6.0.0';
    const databases = { 'better-sqlite3': '>=12.0.0', ioredis: redis, pg: '^8.0.0', redis };
    const asked = { '@opentelemetry/api': '^1.3.0', ...databases, chat: '^4.41.0', msw: '^2.0.0 || ^3.0.0' };
    expect(packageJson.peerDependencies).toEqual({ ...asked, zod: '^4.0.0' });
    const optional = Object.keys(asked).map((name) => [name, { optional: true }]);
    expect(packageJson.peerDependenciesMeta).toEqual(Object.fromEntries(optional));
    expect(Object.keys(packageJson.dependencies)).toEqual(['ofetch']);
    expect(packageJson.engines.node).toBe('>=20');
  });
});

describe('the links of the pages', () => {
  it.each(linkingPages.flatMap(({ path, lines }) => relativeLinks(lines).map((link) => [path, link] as const)))(
    '%s: %s leads to a file of the package',
    async (path, link) => {
      const [target = '', anchor] = decodeURIComponent(link).split('#');
      const file = target ? posix.join(posix.dirname(path), target) : path;
      expect(await packed, 'what npm packs').toContain(file);
      if (anchor === undefined) return;
      const text = readFileSync(inRepository(file), 'utf8');
      const anchors = Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) => anchorOf(heading));
      expect(anchors).toContain(anchor);
    },
  );
});

describe('CHANGELOG.md', () => {
  it('says what is in the version of package.json', () => {
    const changelog = readFileSync(inRepository('CHANGELOG.md'), 'utf8');
    expect(changelog).toMatch(new RegExp(`^## \\[${packageJson.version}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'));
  });
});

// In blocks and in sentences.
function commandsOf({ fences, lines }: Omit<Page, 'path'>): string[] {
  const shell = fences.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.split(/\n| && /));
  const inline = lines.flatMap((line) =>
    Array.from(line.matchAll(/`((?:npm|npx|node) [^`]+)`/g), ([, found = '']) => found),
  );
  return [...new Set([...shell, ...inline])];
}

// Pictures included. Of absolute links, only https ones are allowed.
function relativeLinks(lines: string[]): string[] {
  const links = Array.from(lines.join('\n').matchAll(/\]\(([^)]+)\)/g), ([, link = '']) => link);
  return [...new Set(links)].filter((link) => !link.startsWith('https://'));
}

// Without the indent that all lines share.
function dedent(block: string[]): string {
  const indents = block.filter(Boolean).map((line) => line.search(/\S/));
  return block.map((line) => line.slice(Math.min(...indents))).join('\n');
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
