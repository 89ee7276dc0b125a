/**
 * The consent page: plain HTML, clearly an emulator, where a person picks the organisations that an
 * app may reach. Everything that came with the request is escaped.
 */
import { escapeHtml, htmlPage } from './html.ts';

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
    .map(([k, v]) => `<input type="hidden" name="${escapeHtml(k)}" value="${escapeHtml(v)}">`)
    .join('\n');
  const choices = request.organisations
    .map(
      ({ tenantId, name }, index) =>
        `<label><input type="checkbox" name="tenantId" value="${escapeHtml(tenantId)}"${index === 0 ? ' checked' : ''}> ${escapeHtml(name)}</label>`,
    )
    .join('\n');
  const scopes = request.scope
    .split(' ')
    .map((scope) => `<li>${escapeHtml(scope)}</li>`)
    .join('');
  return htmlPage(
    'Allow access',
    `<h1>Allow “${escapeHtml(request.clientId)}” to reach your organisations?</h1>
<p>It asks for:</p><ul>${scopes}</ul>
<form method="post" action="/identity/connect/authorize">
${hidden}
<fieldset><legend>Organisations</legend>
${choices}
</fieldset>
<button type="submit" name="decision" value="allow">Allow access</button>
<button type="submit" name="decision" value="cancel">Cancel</button>
</form>
<p class="note">You will be sent back to ${escapeHtml(request.redirectUri)}</p>`,
  );
}

/** Bad parameters are shown here; nobody is redirected. */
export function errorPage(message: string): string {
  return htmlPage('Sorry', `<h1>Sorry, something went wrong</h1>\n<p>${escapeHtml(message)}</p>`);
}
