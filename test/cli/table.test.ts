import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sheet, table } from '../../src/cli/table.ts';
import { terminalText } from '../../src/cli/terminal-text.ts';

describe('a table', () => {
  test('aligns text to the left and numbers to the right', () => {
    const rows = [
      { name: 'Ashoka', customers: 50_000, at: new Date('2026-05-04T10:00:00.123Z') },
      { name: 'B', customers: 7, at: null },
    ];
    const columns = [
      { head: 'NAME', cell: (row: (typeof rows)[number]) => row.name },
      { head: 'CUSTOMERS', cell: (row: (typeof rows)[number]) => row.customers },
      { head: 'AT', cell: (row: (typeof rows)[number]) => row.at },
    ];
    assert.equal(
      table(columns, rows),
      ['NAME    CUSTOMERS  AT', 'Ashoka     50,000  2026-05-04 10:00:00Z', 'B               7  -', ''].join('\n'),
    );
  });

  test('stays aligned with wide and combining characters', () => {
    const columns = [
      { head: 'A', cell: (row: string) => row },
      { head: 'B', cell: () => 'b' },
    ];
    assert.equal(table(columns, ['日本', 'e\u0301', 'x']), 'A     B\n日本  b\ne\u0301     b\nx     b\n');
  });

  test('shows one thing as lines', () => {
    const lines = [
      ['state', 'completed'],
      ['total', 10_000],
    ] as const;
    assert.equal(sheet(lines), 'state  completed\ntotal  10,000\n');
  });
});

test('a text from outside cannot steer the terminal', () => {
  assert.equal(
    terminalText('a\u001B[31mb\r\n\u009B\u202Ec\u2028\0'),
    String.raw`a\u{1b}[31mb\u{d}\u{a}\u{9b}\u{202e}c\u{2028}\u{0}`,
  );
  assert.equal(terminalText('आशोक Finance ☕ — “ok”'), 'आशोक Finance ☕ — “ok”');
});
