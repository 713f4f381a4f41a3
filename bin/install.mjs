// Installs what package-lock.json says, unless it is installed: the first step of every npm script and of bin/amend.
// Plain JavaScript for Node 20, on nothing but Node: it runs before anything is there.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname));
const modules = path.join(root, 'node_modules');
/** Names the lock file and the machine that node_modules was last seen to match. */
const stampFile = path.join(modules, '.amend-installed');
const nodeMajorMin = 24;

try {
  const lockText = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  const stamp = `${createHash('sha256').update(lockText).digest('hex')} ${process.platform}-${process.arch}\n`;
  if (read(stampFile) !== stamp) await install(lockText, stamp);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** One process at a time; those that waited find all done. */
async function install(lockText, stamp) {
  const release = await lock();
  try {
    if (read(stampFile) === stamp) return;
    if (!isInstalled(JSON.parse(lockText))) {
      process.stderr.write('Installing what Amend needs (npm ci; the first time, or after an update) …\n');
      await npmCi();
      process.stderr.write('Installed.\n');
    }
    checkNode();
    keepStamp(stamp);
  } finally {
    release();
  }
}

/** Whether npm left behind what the lock file says: then someone installed by hand, and that is as good. */
function isInstalled({ packages: wanted }) {
  const text = read(path.join(modules, '.package-lock.json'));
  if (text === null) return false;
  const present = JSON.parse(text).packages;
  return Object.entries(wanted).every(([place, want]) => {
    if (place === '') return true;
    const have = present[place];
    return have ? have.version === want.version && have.integrity === want.integrity : mayBeMissing(want);
  });
}

function mayBeMissing({ optional, dev, os, cpu, libc }) {
  if (!optional) return dev === true && process.env.NODE_ENV === 'production';
  // Missed are those made for this machine. The others serve other machines, or a C library that npm knows of.
  return libc !== undefined || !names(os, process.platform) || !names(cpu, process.arch);
}

function names(list, own) {
  return list !== undefined && [list].flat().includes(own);
}

async function npmCi() {
  const { spawn } = await import('node:child_process');
  // The npm of whoever started us: the one on the path beyond our own node_modules, which npm is about to replace.
  const searched = (process.env.PATH ?? '').split(path.delimiter);
  const env = { ...process.env, PATH: searched.filter((entry) => !entry.endsWith('node_modules/.bin')).join(':') };
  const args = ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const npm = spawn('npm', args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  npm.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  await new Promise((resolve, reject) => {
    npm.once('error', () => reject(new Error('npm is not on the path: install Node.js with npm, 20 or newer.')));
    npm.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`${said.trim()}\n\`npm ci\` failed in ${root}: see its reason above, then start again.`.trim()),
        );
    });
  });
}

/** The Node that the lock file brings; where it brings none, the user's own must be new enough. */
function checkNode() {
  if (existsSync(path.join(modules, '.bin', 'node'))) return;
  if (Number.parseInt(process.versions.node, 10) >= nodeMajorMin) return;
  throw new Error(
    `There is no Node.js ${nodeMajorMin} package for ${process.platform}-${process.arch}: install Node.js ${nodeMajorMin} or newer yourself.`,
  );
}

function keepStamp(stamp) {
  try {
    writeFileSync(stampFile, stamp);
  } catch {
    // Installed by someone else, read-only for us: the comparison is made again next time.
  }
}

/** A socket that only one process can listen at; it is free again when that process ends, however it ends. */
async function lock() {
  const [{ createServer, connect }, { once }, { tmpdir }, { rm }] = await Promise.all([
    import('node:net'),
    import('node:events'),
    import('node:os'),
    import('node:fs/promises'),
  ]);
  const name = `amend-install-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`;
  const address = process.platform === 'linux' ? `\0${name}` : path.join(tmpdir(), `${name}.sock`);
  for (let told = false; ; told = true) {
    const waiting = new Set();
    const server = createServer((socket) => waiting.add(socket.on('error', () => undefined)));
    try {
      server.listen(address);
      await once(server, 'listening');
      return () => {
        server.close();
        for (const socket of waiting) socket.destroy();
      };
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error;
    }
    if (!told) process.stderr.write('Waiting for another installation …\n');
    const holder = connect(address);
    // The connection is held open until the holder ends.
    const answered = await once(holder, 'connect').then(
      () => true,
      () => false,
    );
    if (answered) await once(holder.resume(), 'close').catch(() => undefined);
    else if (process.platform !== 'linux') await rm(address, { force: true });
    holder.destroy();
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
