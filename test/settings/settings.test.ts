import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { definitions, environmentName, settingNames } from '../../src/settings/definitions.ts';
import { readSettings, SettingsError } from '../../src/settings/settings.ts';

describe('settings', () => {
  test('have their documented defaults when the environment is empty', () => {
    const settings = readSettings({});
    assert.equal(settings.port, 3000);
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.dataDir, resolve('./data'));
    assert.equal(settings.databaseUrl, null);
    assert.equal(settings.recordsPerRequestMax, 10_000);
    assert.equal(settings.metricsOpen, false);
    assert.ok(Object.isFrozen(settings));
  });

  test('are read from their variables, each in its own type', () => {
    const settings = readSettings({
      PORT: '0',
      HOST: '::1',
      AMEND_DATA_DIR: '/var/lib/amend',
      DATABASE_URL: 'postgres://amend@db/amend',
      AMEND_PUBLIC_URL: 'https://amend.example.com/loans/',
      AMEND_METRICS_OPEN: 'true',
      AMEND_LOG_LEVEL: 'warn',
      AMEND_LOCK_WAIT_MS: '250',
    });
    assert.equal(settings.port, 0);
    assert.equal(settings.host, '::1');
    assert.equal(settings.dataDir, '/var/lib/amend');
    assert.equal(settings.databaseUrl, 'postgres://amend@db/amend');
    assert.equal(settings.publicUrl, 'https://amend.example.com/loans');
    assert.equal(settings.metricsOpen, true);
    assert.equal(settings.logLevel, 'warn');
    assert.equal(settings.lockWaitMs, 250);
  });

  test('count an empty variable as unset', () => {
    assert.equal(readSettings({ PORT: '', DATABASE_URL: '' }).port, 3000);
  });

  for (const [variable, value, sentence] of [
    ['PORT', '70000', 'PORT must be a whole number from 0 to 65535, not "70000".'],
    ['PORT', '3e3', 'PORT must be a whole number from 0 to 65535, not "3e3".'],
    ['PORT', '-1', 'PORT must be a whole number from 0 to 65535, not "-1".'],
    ['AMEND_METRICS_OPEN', 'yes', 'AMEND_METRICS_OPEN must be true or false, not "yes".'],
    ['AMEND_TRIES_MAX', '0', 'AMEND_TRIES_MAX must be a whole number from 1 to 100, not "0".'],
    [
      'AMEND_LOG_LEVEL',
      'loud',
      'AMEND_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud".',
    ],
    ['HOST', 'a\nb', 'HOST must be a host name or address, not "a\\nb".'],
    [
      'AMEND_PUBLIC_URL',
      'ftp://x',
      'AMEND_PUBLIC_URL must be an http:// or https:// address without user, query or fragment, not "ftp://x".',
    ],
  ] as const) {
    test(`refuses ${variable}=${JSON.stringify(value)} in one sentence`, () => {
      assert.throws(() => readSettings({ [variable]: value }), new SettingsError(sentence));
    });
  }

  test('never show a secret value, not even a wrong one', () => {
    assert.throws(
      () => readSettings({ DATABASE_URL: 'mysql://root:hunter2@db/amend' }),
      new SettingsError('DATABASE_URL must be a postgres:// or postgresql:// URL, not what it is set to.'),
    );
  });

  test('name every fault, one sentence a line', () => {
    assert.throws(
      () => readSettings({ PORT: 'x', AMEND_POOL_SIZE: 'y' }),
      (error: Error) => error.message.split('\n').length === 2 && error.message.includes('AMEND_POOL_SIZE'),
    );
  });

  test('that contradict each other are refused', () => {
    assert.throws(
      () => readSettings({ AMEND_PROCESS_HEARTBEAT_MS: '10000' }),
      new SettingsError(
        'AMEND_PROCESS_DEAD_AFTER_MS (15000) must be at least 2 times AMEND_PROCESS_HEARTBEAT_MS (10000).',
      ),
    );
    assert.throws(
      () => readSettings({ AMEND_CHUNKS_AT_ONCE_MAX: '5' }),
      new SettingsError(
        'AMEND_POOL_SIZE (12) must be at least 13: two connections for each of AMEND_CHUNKS_AT_ONCE_MAX (5) chunks, and three more.',
      ),
    );
    assert.equal(readSettings({ AMEND_CHUNKS_AT_ONCE_MAX: '5', AMEND_POOL_SIZE: '13' }).poolSize, 13);
    assert.throws(() => readSettings({ AMEND_JSON_BYTES_IN_FLIGHT_MAX: '4096' }), SettingsError);
  });

  test('have defaults that are themselves allowed, and a variable each', () => {
    for (const name of settingNames) {
      const { default: standard, kind } = definitions[name];
      if (standard !== null) assert.notEqual(kind.parse(String(standard)), undefined, name);
    }
    const variables = settingNames.map(environmentName);
    assert.equal(new Set(variables).size, variables.length);
    assert.ok(variables.includes('AMEND_JSON_BYTES_IN_FLIGHT_MAX'));
  });
});
