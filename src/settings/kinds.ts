/** How the text of an environment variable becomes a setting's value. */
export interface Kind<T> {
  /** What is allowed, to end the sentence "… must be". */
  readonly allowed: string;
  /** The value; `undefined` when the text is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

/** A whole number from `min` to `max`, written in digits alone. */
export function integer({ min, max }: { min: number; max: number }): Kind<number> {
  return {
    allowed: `a whole number from ${min} to ${max}`,
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

/** `true` or `false`, and nothing that only looks like them. */
export function boolean(): Kind<boolean> {
  const values = new Map([
    ['true', true],
    ['false', false],
  ]);
  return { allowed: 'true or false', parse: (text) => values.get(text) };
}

/** One of the given words. */
export function oneOf<const T extends string>(words: readonly T[]): Kind<T> {
  return { allowed: `one of ${words.join(', ')}`, parse: (text) => words.find((word) => word === text) };
}

/** Any text without control characters; `what` names it. */
export function text(what: string): Kind<string> {
  return { allowed: what, parse: (text) => (/\p{Cc}/u.test(text) ? undefined : text) };
}

/** A URL of one of the given protocols (`https:`). */
export function url(protocols: readonly string[], what: string): Kind<string> {
  return {
    allowed: what,
    parse: (text) => (protocols.includes(URL.parse(text)?.protocol ?? '') ? text : undefined),
  };
}

/** Where browsers and other systems reach a service: `https://host[:port][/path]`; a slash at its end is dropped. */
export function publicAddress(): Kind<string> {
  const { allowed, parse } = url(['http:', 'https:'], 'an http:// or https:// address without user, query or fragment');
  return {
    allowed,
    parse: (text) => {
      const parsed = URL.parse(parse(text) ?? '');
      const extra = parsed === null || parsed.username + parsed.password + parsed.search + parsed.hash !== '';
      return extra ? undefined : parsed.href.replace(/\/+$/, '');
    },
  };
}

/** A directory, or a bucket of S3 with an optional prefix for the names of what is stored there. */
export function filePlace(): Kind<string> {
  return {
    allowed: 'a path, or s3://bucket/prefix',
    parse: (text) => {
      if (/^s3:/i.test(text)) return s3Place.test(text) ? text.replace(/\/+$/, '') : undefined;
      return /\p{Cc}|^[a-z][a-z\d+.-]+:\/\//iu.test(text) ? undefined : text;
    },
  };
}

const s3Place = /^s3:\/\/[a-z\d][a-z\d.-]{1,61}[a-z\d](\/[\w!.'()-]+)*\/*$/;
