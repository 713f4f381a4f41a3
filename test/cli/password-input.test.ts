import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { CommandError } from '../../src/cli/command-error.ts';
import { readPassword } from '../../src/cli/password-input.ts';

/** A terminal that a test types at. */
function terminal({ isTTY = true } = {}) {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: (on: boolean) => raw.push(on) });
  const stop = new AbortController();
  let shown = '';
  return {
    raw,
    input,
    stop,
    shown: () => shown,
    out: () => assert.fail('nothing is a result here'),
    err: (text: string) => {
      assert.equal(raw.at(-1) ?? false, isTTY, 'what is typed now would be shown');
      shown += text;
    },
    signal: stop.signal,
  };
}

const failsWith = (exitCode: number, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CommandError, String(error));
  assert.equal(error.exitCode, exitCode);
  assert.match(error.message, message);
  return true;
};

describe('a password', () => {
  test('is asked for twice, and never shown', async () => {
    const line = terminal();
    const asked = readPassword(line, {});
    for (const text of ['three grey heronz', '\u007F', 's\r', 'three grey herons\n']) line.input.write(text);
    assert.equal(await asked, 'three grey herons');
    assert.equal(line.shown(), 'Password: \nThe same again: \n');
    assert.deepEqual(line.raw, [true, false]);
  });

  test('of any characters, however their bytes arrive', async () => {
    const line = terminal();
    const asked = readPassword(line, {});
    for (const byte of Buffer.from('Zoë 🦆 Åkesson\rZoë 🦆 Åkesson\r')) line.input.write(Buffer.of(byte));
    assert.equal(await asked, 'Zoë 🦆 Åkesson');
  });

  test('that differs the second time is refused', async () => {
    const line = terminal();
    const asked = readPassword(line, {});
    line.input.write('three grey herons\rfour grey herons\r');
    await assert.rejects(asked, failsWith(1, /differ/));
    assert.deepEqual(line.raw, [true, false]);
  });

  for (const [name, end] of [
    ['Ctrl-C', (line: ReturnType<typeof terminal>) => line.input.write('three\u0003')],
    ['Ctrl-D', (line: ReturnType<typeof terminal>) => line.input.write('\u0004')],
    ['the terminal going away', (line: ReturnType<typeof terminal>) => line.input.end()],
  ] as const) {
    test(`is given up with ${name}, and the terminal is as before`, async () => {
      const line = terminal();
      const asked = readPassword(line, {});
      end(line);
      await assert.rejects(asked, failsWith(130, /Cancelled/));
      assert.deepEqual(line.raw, [true, false]);
    });
  }

  test('is given up when the command is told to stop, and the terminal is as before', async () => {
    const line = terminal();
    const asked = readPassword(line, {});
    line.stop.abort(new Error('stopped'));
    await assert.rejects(asked);
    assert.deepEqual(line.raw, [true, false]);
  });

  test('is the first line of stdin with --password-stdin, without its line end', async () => {
    for (const [sent, read] of [
      ['three grey herons\n', 'three grey herons'],
      ['three grey herons\r\nand more', 'three grey herons'],
      [' three grey herons ', ' three grey herons '],
      ['', ''],
    ] as const) {
      const line = terminal({ isTTY: false });
      line.input.end(sent);
      assert.equal(await readPassword(line, { passwordStdin: true }), read);
      assert.equal(line.shown(), '');
    }
  });

  test('where there is no terminal is asked for on stdin, as wrong usage', async () => {
    await assert.rejects(readPassword(terminal({ isTTY: false }), {}), failsWith(2, /--password-stdin/));
    const { input: _, ...without } = terminal();
    await assert.rejects(readPassword(without, { passwordStdin: true }), failsWith(2, /--password-stdin/));
  });
});
