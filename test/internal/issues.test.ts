import { describe, expect, it } from 'vitest';
import { describeIssues } from '../../src/internal/issues.ts';

describe('describeIssues', () => {
  it('names each field with its reason, and the whole by its own name', () => {
    const issues = [
      { path: ['body', 0, 'text'], message: 'expected a text' },
      { path: [], message: 'expected an object' },
    ];
    expect(describeIssues(issues, 'input')).toBe('body.0.text: expected a text; input: expected an object');
  });

  it('names five at most: a body may have thousands of wrong lines', () => {
    const issues = Array.from({ length: 1_000 }, (_, index) => ({ path: ['body', index], message: 'wrong' }));
    expect(describeIssues(issues, 'input').split('; ')).toHaveLength(5);
  });
});
