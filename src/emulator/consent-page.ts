/**
 * The consent page: plain HTML, clearly an emulator, where a person picks the organisations that an
 * app may reach. Everything that came with the request is escaped.
 */

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1c2430; background: #fbfaf7; }
h1 { font-size: 1.4rem; }
fieldset { border: 1px solid #c9c4b8; margin: 1rem 0; padding: 1rem; }
label { display: block; padding: .25rem 0; }
button { font: inherit; padding: .5rem 1rem; margin-right: .5rem; }
.note { color: #5a5648; font-size: .9rem; }
</style>
</head>
<body>
<p class="note">This is an emulator of the accounting platform's sign-in, on a machine of yours. No real books are behind it.</p>
${content}
</body>
</html>
`;
}

export interface ConsentRequest {
  readonly clientId: string;
  readonly scope: string;
  readonly redirectUri: string;
  readonly organisations: readonly { readonly tenantId: string; readonly name: string }[];
  /** The parameters of the request, sent on with the answer. */
  readonly parameters: ReadonlyMap<string, string>;
}

export function consentPage(request: ConsentRequest): string {
  const hidden = [...request.parameters]
    .map(([k, v]) => `<input type="hidden" name="${escape(k)}" value="${escape(v)}">`)
    .join('\n');
  const choices = request.organisations
    .map(
      ({ tenantId, name }, index) =>
        `<label><input type="checkbox" name="tenantId" value="${escape(tenantId)}"${index === 0 ? ' checked' : ''}> ${escape(name)}</label>`,
    )
    .join('\n');
  const scopes = request.scope
    .split(' ')
    .map((scope) => `<li>${escape(scope)}</li>`)
    .join('');
  return page(
    'Allow access',
    `<h1>Allow “${escape(request.clientId)}” to reach your organisations?</h1>
<p>It asks for:</p><ul>${scopes}</ul>
<form method="post" action="/identity/connect/authorize">
${hidden}
<fieldset><legend>Organisations</legend>
${choices}
</fieldset>
<button type="submit" name="decision" value="allow">Allow access</button>
<button type="submit" name="decision" value="cancel">Cancel</button>
</form>
<p class="note">You will be sent back to ${escape(request.redirectUri)}</p>`,
  );
}

/** Bad parameters are shown here; nobody is redirected. */
export function errorPage(message: string): string {
  return page('Sorry', `<h1>Sorry, something went wrong</h1>\n<p>${escape(message)}</p>`);
}
