/** Where the embedded database tells what it does; a pino logger fulfils it. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
