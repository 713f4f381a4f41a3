import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * A way to run PostgreSQL, which refuses to run as root and wants a user with a name.
 */
export interface Runner {
  readonly name: string;
  /** The owner that the cluster's files must have. */
  readonly uid: number;
  /** True: it runs as another user than this process, who needs a way to the files. */
  readonly foreign: boolean;
  /** What to spawn in order to run `program`. The pid of what is spawned becomes the program's own. */
  launch(program: string, args: readonly string[]): Launch;
}

export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The ways to run PostgreSQL here, the best first. */
export async function runnersFor(directory: string, uid = process.getuid?.() ?? 0): Promise<Runner[]> {
  const users = await namedUsers();
  const own = users.find((user) => user.uid === uid);
  const nobody = users.find((user) => user.name === 'nobody') ?? users.find((user) => user.uid !== 0);
  const renamed = process.platform === 'linux' && nobody !== undefined ? [inUserNamespace(nobody, uid)] : [];
  if (uid !== 0) {
    // Without a name (a container run as a bare number) initdb refuses; macOS keeps its users elsewhere.
    return own !== undefined || process.platform !== 'linux' ? [asOurselves(uid)] : [...renamed, asOurselves(uid)];
  }
  const others = [await ownerOf(directory), await ownerOf(path.dirname(directory)), nobody?.uid];
  const foreign = users.filter((user) => user.uid !== 0 && others.includes(user.uid));
  foreign.sort((a, b) => others.indexOf(a.uid) - others.indexOf(b.uid));
  return [...renamed, ...foreign.map(asUser)];
}

function asOurselves(uid: number): Runner {
  return { name: 'as this user', uid, foreign: false, launch: (file, args) => ({ file, args }) };
}

/**
 * This process's own user under another name and number: its files stay its own, no user is added, nothing is given
 * away, and it works from below /root.
 */
function inUserNamespace({ uid, gid }: User, ownUid: number): Runner {
  const unshare = ['-U', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
  return {
    name: 'in a user namespace',
    uid: ownUid,
    foreign: false,
    launch: (program, args) => ({ file: 'unshare', args: [...unshare, program, ...args] }),
  };
}

function asUser({ name, uid, gid }: User): Runner {
  return { name: `as user ${name}`, uid, foreign: true, launch: (file, args) => ({ file, args, uid, gid }) };
}

async function ownerOf(directory: string): Promise<number | undefined> {
  return stat(directory).then(
    (found) => found.uid,
    () => undefined,
  );
}

async function namedUsers(): Promise<User[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
