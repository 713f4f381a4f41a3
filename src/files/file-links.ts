import { createHmac, timingSafeEqual } from 'node:crypto';

export interface FileLinksOptions {
  /** Kept in the database, so that every process signs and reads alike. */
  readonly key: Uint8Array;
  /** Where others reach the service: `https://amend.example`. Never taken from a request. */
  readonly origin: () => string;
}

/** A file as far as its link goes. */
export interface LinkedFile {
  /** As `newFileId` makes it: it names its organization, so the signature is over that too. */
  readonly publicId: string;
  readonly expiresAt: Date;
}

export interface FileLinks {
  urlOf(file: LinkedFile): string;
  /** True for a link that `urlOf` made, also when it has expired. */
  isOurs(link: SignedLink): boolean;
}
export interface SignedLink {
  readonly publicId: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly signature: string;
}

/**
 * Links that open a file without a token: who has one may read this file until it expires. Signed with HMAC-SHA-256
 * over the organization, the file and the expiry.
 */
export function fileLinks({ key, origin }: FileLinksOptions): FileLinks {
  const sign = (publicId: string, expires: number): Buffer => {
    const signed = JSON.stringify([organizationOf(publicId), publicId, expires]);
    return createHmac('sha256', key).update(signed).digest();
  };
  return {
    urlOf({ publicId, expiresAt }) {
      const expires = Math.floor(expiresAt.getTime() / 1_000);
      const signature = sign(publicId, expires).toString('base64url');
      return `${origin()}/api/v1/files/${publicId}?expires=${expires}&signature=${signature}`;
    },
    isOurs({ publicId, expires, signature }) {
      const given = Buffer.from(signature, 'base64url');
      const right = sign(publicId, expires);
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}

/** `file_CEK…_<reference>`: a link holds nothing else that would say whose file it is. */
export function newFileId(organizationCode: string, reference: string): string {
  return `file_${organizationCode}_${reference}`;
}

/** The code of the file's organization; null for what is no id of a file. */
export function organizationOf(publicId: string): string | null {
  return /^file_([A-Z0-9]+)_[a-z0-9]+$/.exec(publicId)?.[1] ?? null;
}
