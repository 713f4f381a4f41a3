import type { Module } from './modules.ts';

/** Circles of imports, types included, each as the modules on its way: `a.ts → b.ts → a.ts`. */
export function cycles(modules: readonly Module[]): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start !== -1) found.push([...way.slice(start), path].join(' → '));
    if (start !== -1 || done.has(path)) return;
    for (const { target, isPackage } of byPath.get(path)?.imports ?? []) {
      if (!isPackage) walk(target, [...way, path]);
    }
    done.add(path);
  };
  for (const { path } of modules) walk(path, []);
  return found;
}
