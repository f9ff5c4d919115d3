import { describe, expect, it } from 'vitest';
import { logInPath, safeReturnPath } from './returnPath';

describe('the way back after logging in', () => {
  it('leads to the page that was wanted', () => {
    expect(safeReturnPath('/meters?scale=7d&meter=71007919#x')).toBe('/meters?scale=7d&meter=71007919#x');
  });

  it.each([null, '', 'meters', '//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example', 'javascript:alert(1)', '/..//evil.example/\\'])(
    'never leads to another site: %s',
    (wanted) => {
      expect(safeReturnPath(wanted)).toBe('/meters');
    },
  );

  it('survives being put into the address', () => {
    const path = '/meters?from=2025-06-01&to=2025-06-20';
    const search = new URLSearchParams(logInPath(path).split('?')[1]);
    expect(safeReturnPath(search.get('return'))).toBe(path);
  });
});
