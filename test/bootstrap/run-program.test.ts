/** What the bootstrap passes through: arguments, output, exit codes and signals. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCheckout, saying } from './checkout.ts';

/** Says ready, and counts the interrupts that reach it; leaves with 7 at the second. */
const counting = `
let seen = 0;
process.on('SIGINT', () => {
  seen += 1;
  console.log('interrupt ' + seen);
  if (seen === 2) process.exit(7);
});
setInterval(() => {}, 1000);
console.log('ready');
`;

test('the exit code of the program is kept', async () => {
  using checkout = makeCheckout();
  checkout.write('leave.ts', 'process.exitCode = 42;');
  expect((await checkout.run(['leave.ts'])).code).toBe(42);
});

test('a program that a signal ended gives 128 + the signal', async () => {
  using checkout = makeCheckout();
  checkout.write('die.ts', "process.kill(process.pid, 'SIGKILL');");
  expect(await checkout.run(['die.ts'])).toMatchObject({ code: 137, signal: null });
});

test('an interrupt is passed on, its copy within the same moment is not, and a second one is', async () => {
  using checkout = makeCheckout();
  checkout.write('count.ts', counting);
  const { child, done } = checkout.start(['count.ts']);
  await saying(child, 'ready');
  child.kill('SIGINT');
  child.kill('SIGINT');
  await saying(child, 'interrupt 1');
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGINT');
  const ran = await done;
  expect(ran).toMatchObject({ code: 7, stdout: 'ready\ninterrupt 1\ninterrupt 2\n' });
});

test('SIGTERM reaches the program, and its code is kept', async () => {
  using checkout = makeCheckout();
  checkout.write(
    'term.ts',
    "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('ready');",
  );
  const { child, done } = checkout.start(['term.ts']);
  await saying(child, 'ready');
  child.kill('SIGTERM');
  expect((await done).code).toBe(5);
});

test("the project's own tools come first on the path", async () => {
  using checkout = makeCheckout();
  checkout.write('path.ts', "console.log((process.env.PATH ?? '').split(':')[0]);");
  const ran = await checkout.run(['path.ts']);
  expect(ran.stdout).toMatch(/node_modules\/\.bin\n$/);
});

test('a program that is not there is named', async () => {
  using checkout = makeCheckout();
  const ran = await checkout.run(['nowhere.ts']);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toMatch(/There is no program .*nowhere\.ts\n$/);
  expect(checkout.npmCalls()).toHaveLength(0);
});

test('a program that npm started ends when npm and its shell are gone', async () => {
  using checkout = makeCheckout();
  await checkout.run(['hello.ts']);
  checkout.write(
    'stay.ts',
    "import { writeFileSync } from 'node:fs'; process.on('SIGTERM', () => { writeFileSync('ended', ''); process.exit(); }); setInterval(() => {}, 1000); console.log('ready');",
  );
  const command = `"${process.execPath}" scripts/run.mjs stay.ts; true`;
  const shell = spawn('/bin/sh', ['-c', command], {
    cwd: checkout.folder,
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await saying(shell, 'ready');
  shell.kill('SIGKILL');
  await expect.poll(() => checkout.has('ended'), { timeout: 10_000 }).toBe(true);
});

test('a packaged Node is the command "node" of what it runs, also where npm did not link it', () => {
  using checkout = makeCheckout();
  const bin = join(checkout.folder, 'node_modules/node-for-somewhere/bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, join(bin, 'node'));
  checkout.write(
    'which.mjs',
    `import { runProgram } from './scripts/bootstrap/run-program.mjs';
     const node = ${JSON.stringify(join(bin, 'node'))};
     const root = ${JSON.stringify(checkout.folder)};
     await runProgram({ node, program: root + '/say.mjs', args: [], root });`,
  );
  checkout.write(
    'say.mjs',
    "import { spawnSync } from 'node:child_process'; spawnSync('sh', ['-c', 'command -v node'], { stdio: 'inherit' });",
  );
  const ran = spawnSync(process.execPath, ['which.mjs'], {
    cwd: checkout.folder,
    encoding: 'utf8',
  });
  expect(ran.stdout).toBe(`${join(bin, 'node')}\n`);
});
