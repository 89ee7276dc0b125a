/** The emulator's plain pages: everything put into one is escaped; plainly an emulator, not the original. */

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function htmlPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #1c2430; background: #fbfaf7; }
h1 { font-size: 1.4rem; }
fieldset { border: 1px solid #c9c4b8; margin: 1rem 0; padding: 1rem; }
label { display: block; padding: .25rem 0; }
button { font: inherit; padding: .5rem 1rem; margin-right: .5rem; }
.note { color: #5a5648; font-size: .9rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #ddd8cc; vertical-align: top; }
td.amount, th.amount { text-align: right; font-variant-numeric: tabular-nums; }
</style>
</head>
<body>
<p class="note">This is an emulator of an accounting platform, on a machine of yours. No real books are behind it.</p>
${content}
</body>
</html>
`;
}
