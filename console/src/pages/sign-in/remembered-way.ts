/** How one signs in: what this browser did last is offered first. Nothing of who one is is kept. */
export type Way = 'token' | 'password';

const storageKey = 'amend.signIn';

export function rememberedWay(): Way {
  return localStorage.getItem(storageKey) === 'password' ? 'password' : 'token';
}

export function rememberWay(way: Way): void {
  if (way === 'password') localStorage.setItem(storageKey, way);
  else localStorage.removeItem(storageKey);
}
