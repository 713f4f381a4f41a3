import '../compile-cache.ts';

const { runProcess } = await import('./run-process.ts');
await runProcess(process.argv.slice(2));
