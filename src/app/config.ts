/**
 * The environment, read once: names into values, defaults, and the rules between them. All faults are
 * told together. Secrets are read apart (secrets.ts), so that a configuration can be printed.
 */
import { resolve } from 'node:path';

export interface Config {
  /** Undefined: the embedded server under `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly isDataDirTold: boolean;
  readonly port: number;
  readonly publicUrl: string;
  readonly xero: {
    /** Undefined: Xero's own, or the emulator's under `npm start` without a client id. */
    readonly apiUrl: string | undefined;
    readonly loginUrl: string | undefined;
    readonly identityUrl: string | undefined;
    readonly clientId: string | undefined;
    readonly grant: 'authorization_code' | 'client_credentials' | undefined;
  };
}

export interface Secrets {
  readonly secret: string | undefined;
  readonly apiKey: string | undefined;
  readonly xeroClientSecret: string | undefined;
  readonly xeroWebhookKey: string | undefined;
}

export class ConfigError extends Error {
  override name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

export const defaultPort = 4000;

function text(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

/** Without a slash at its end; a fault when it is not an http address. */
function address(environment: Environment, name: string, faults: string[]): string | undefined {
  const value = text(environment, name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    faults.push(`${name} is not an http or https address: ${value}`);
  }
  return value.replace(/\/+$/, '');
}

export function readConfig(environment: Environment): Config {
  const faults: string[] = [];
  const port = text(environment, 'TIEOUT_PORT') ?? String(defaultPort);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    faults.push(`TIEOUT_PORT is not a port: ${port}`);
  }
  const grant = text(environment, 'XERO_GRANT');
  if (grant !== undefined && grant !== 'authorization_code' && grant !== 'client_credentials') {
    faults.push(`XERO_GRANT is neither authorization_code nor client_credentials: ${grant}`);
  }
  const dataDir = text(environment, 'TIEOUT_DATA_DIR');
  const publicUrl = address(environment, 'TIEOUT_PUBLIC_URL', faults);
  const config: Config = {
    databaseUrl: text(environment, 'TIEOUT_DATABASE_URL'),
    dataDir: resolve(dataDir ?? 'data'),
    isDataDirTold: dataDir !== undefined,
    port: Number(port),
    publicUrl: publicUrl ?? `http://localhost:${port}`,
    xero: {
      apiUrl: address(environment, 'XERO_API_URL', faults),
      loginUrl: address(environment, 'XERO_LOGIN_URL', faults),
      identityUrl: address(environment, 'XERO_IDENTITY_URL', faults),
      clientId: text(environment, 'XERO_CLIENT_ID'),
      grant: grant as Config['xero']['grant'],
    },
  };
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return config;
}

export function readSecrets(environment: Environment): Secrets {
  return {
    secret: text(environment, 'TIEOUT_SECRET'),
    apiKey: text(environment, 'TIEOUT_API_KEY'),
    xeroClientSecret: text(environment, 'XERO_CLIENT_SECRET'),
    xeroWebhookKey: text(environment, 'XERO_WEBHOOK_KEY'),
  };
}

/** This process's environment: the only place that reads it. */
export const environment: Environment = process.env;
