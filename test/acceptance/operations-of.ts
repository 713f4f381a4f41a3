/** The operations of an OpenAPI document as `METHOD /path`, in its order. */
export function operationsOf({ paths }: { readonly paths: Readonly<Record<string, object>> }): string[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}
