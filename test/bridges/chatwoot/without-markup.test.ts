import { describe, expect, it } from 'vitest';
import { withoutMarkup } from '../../../src/bridges/chatwoot/without-markup.ts';

describe('what an agent wrote, as plain text', () => {
  it.each([
    ['plain', 'Hello, it is 2 * 3 * 4 = 24 & a < b', 'Hello, it is 2 * 3 * 4 = 24 & a < b'],
    ['bold and italic', '**Dear** Bob, _please_ *wait* ~~now~~', 'Dear Bob, please wait now'],
    ['names with underscores', 'the file my_file_name.txt and __init__', 'the file my_file_name.txt and init'],
    ['a link', 'See [the form](https://example.com/a_b_c?d=1).', 'See the form (https://example.com/a_b_c?d=1).'],
    ['a link whose text is its address', '[https://a.example](https://a.example)', 'https://a.example'],
    ['links in angle brackets', '<https://a.example> <mailto:a@b.example>', 'https://a.example mailto:a@b.example'],
    ['an image', '![a map](https://a.example/map.png)', 'a map (https://a.example/map.png)'],
    ['escaped characters', '1\\. 5 \\* 5, \\_x\\_', '1. 5 * 5, _x_'],
    ['a hard line break', 'one\\\ntwo', 'one\ntwo'],
    ['a list', '- one\n- two\n\n1. three', '- one\n- two\n\n1. three'],
    ['a heading', '## Hours\nNine to five', 'Hours\nNine to five'],
    ['code', 'Run `a_b *c*` and\n```sh\nls **/*\n```\nthen', 'Run a_b *c* and\nls **/*\nthen'],
    [
      'HTML',
      '<p>Hi <b>Bob</b>,<br>see <a href="https://a.example">this</a></p>',
      'Hi Bob,\nsee this (https://a.example)',
    ],
    ['HTML with attributes', '<p class="a b" style=\'x:1\' dir=ltr >Hi</p><br data-x="1"/>Bob<hr>', 'Hi\n\nBob'],
    ['what only looks like HTML', 'if (a<b || c>d) and x<i and j>k', 'if (a<b || c>d) and x<i and j>k'],
    ['entities', 'Tom &amp; Jerry &lt;3', 'Tom & Jerry <3'],
    ['windows line ends', 'a\r\nb', 'a\nb'],
  ])('%s', (_, written, text) => {
    expect(withoutMarkup(written)).toBe(text);
  });

  it('takes no longer for a long text than its length', () => {
    const texts = ['**a ', '[', '<a href="', '<b c=d ', ' c=d', '<p ', '```x\n', '`', '_a ', '![a](', '\\', '&amp'].map(
      (part) => part.repeat(20_000),
    );
    for (const text of texts) expect(withoutMarkup(text).length).toBeGreaterThan(0);
  });
});
