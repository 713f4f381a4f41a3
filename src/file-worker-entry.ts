import './compile-cache.ts';

// The file thread. Imported only now, so that it is read from the cache.
const [{ runFileWorker }, { buildFileWork }] = await Promise.all([
  import('./file-worker.ts'),
  import('./file-work.ts'),
]);
await runFileWorker(buildFileWork);
