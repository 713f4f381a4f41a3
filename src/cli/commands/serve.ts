import type { Command } from 'commander';
import { readSettings } from '../../settings/settings.ts';
import { bareCommand } from '../new-command.ts';
import type { Terminal } from '../terminal.ts';

/** `serve`: the service, as `npm start` runs it. */
export function serveCommand(terminal: Terminal): Command {
  return bareCommand({
    name: 'serve',
    summary: 'Start the service. It runs until it is told to stop (Ctrl-C, SIGTERM).',
    examples: ['serve'],
  }).action(async () => {
    const settings = readSettings(terminal.environment);
    // Loaded only here: a short command should not wait for the HTTP server's modules.
    const { serve } = await import('../../serve.ts');
    await serve(settings, terminal.signal);
  });
}
