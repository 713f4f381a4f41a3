import type { SiteAnswer } from '../../http/site.ts';

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Amend: the console is not built</title>
<h1>The console is not built</h1>
<p>The service runs; only its web page is missing. Where Amend is installed, run</p>
<pre>npm run build</pre>
<p>and load this page again. (<code>npm start</code> builds it by itself, and says why where it cannot.)</p>
<p>The reference of the API is at <a href="/docs">/docs</a>.</p>
</html>
`;

/** What is shown where there is no console. */
export const notBuilt: SiteAnswer = {
  status: 503,
  headers: {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  },
  file: { mediaType: 'text/html; charset=utf-8', etag: null, bodies: new Map([['identity', Buffer.from(page)]]) },
};
