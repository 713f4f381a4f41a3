import { readFile } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

/** Of what is imported for its types alone, nothing is there when the program runs. */
export type ImportKind = 'type' | 'value';

export interface Import {
  /** A path below the folder that is walked (`engine/judge.ts`), or the name of a package (`node:fs`). */
  readonly target: string;
  readonly isPackage: boolean;
  readonly kind: ImportKind;
}

export interface Module {
  /** Below the folder that is walked, with `/`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Of the globals that only few may touch: `process.env`, `console`. */
  readonly globals: readonly string[];
}

/** Every module below a folder. A folder without modules is a mistake of the caller: a rule would hold for nothing. */
export async function readModules(folder: string): Promise<Module[]> {
  const modules: Module[] = [];
  for await (const file of glob('**/*.{ts,tsx}', { cwd: folder, exclude: ['dist/**', '.dist-*/**'] })) {
    const name = file.split(path.sep).join('/');
    modules.push(parseModule(name, await readFile(path.join(folder, file), 'utf8')));
  }
  if (modules.length === 0) throw new Error(`There are no modules in ${folder}.`);
  return modules.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a module imports, in whatever form: import, export … from, import(), import type, import('…').Type. */
export function parseModule(name: string, source: string): Module {
  const { module, program, errors } = parseSync(name, source);
  if (errors.length > 0) throw new Error(`${name} cannot be parsed: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const add = (specifier: string, kind: ImportKind) => imports.push(resolve(name, specifier, kind));
  for (const { moduleRequest, entries } of module.staticImports) {
    const onlyTypes = entries.length > 0 && entries.every(({ isType }) => isType);
    add(moduleRequest.value, onlyTypes ? 'type' : 'value');
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) add(moduleRequest.value, isType ? 'type' : 'value');
    }
  }
  const globals: string[] = [];
  visit(program, (node) => {
    if (node.type === 'ImportExpression') add(literal(node['source']) ?? '(computed)', 'value');
    if (node.type === 'TSImportType') add(literal(node['source']) ?? '(computed)', 'type');
    const touched = globalOf(node);
    if (touched !== null) globals.push(touched);
  });
  return { path: name, lines: source.split('\n').length - (source.endsWith('\n') ? 1 : 0), imports, globals };
}

function resolve(from: string, specifier: string, kind: ImportKind): Import {
  if (!specifier.startsWith('.')) return { target: packageOf(specifier), isPackage: true, kind };
  const target = path.posix.join(path.posix.dirname(from), specifier);
  return { target, isPackage: false, kind };
}

/** `@fastify/helmet` of `@fastify/helmet/x`; the modules of Node keep their whole name. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

interface Node {
  readonly type: string;
  readonly [property: string]: unknown;
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const entry of value) visit(entry, see);
  } else if (isNode(value)) {
    see(value);
    for (const below of Object.values(value)) visit(below, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function literal(node: unknown): string | null {
  return isNode(node) && typeof node['value'] === 'string' ? node['value'] : null;
}

/** `process.env`, `process['env']`, `const { env } = process`, `console.log`. */
function globalOf(node: Node): string | null {
  const names = (value: unknown, name: string) => isNode(value) && (value['name'] === name || value['value'] === name);
  if (node.type === 'MemberExpression') {
    if (names(node['object'], 'console')) return 'console';
    if (names(node['object'], 'process') && names(node['property'], 'env')) return 'process.env';
  }
  if (node.type === 'VariableDeclarator' && names(node['init'], 'process')) return 'process.env';
  return null;
}
