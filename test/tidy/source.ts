/**
 * The code as data: the files of the repository, and a small scanner that tells code from comments
 * and from texts, so that a rule about code is not broken by a sentence about it. It knows enough of
 * TypeScript for that and nothing more; what the files mean is for the rules beside it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Complaint {
  readonly path: string;
  readonly line: number;
  /** What is wrong. */
  readonly what: string;
  /** What to do instead. */
  readonly instead: string;
}

/** As a compiler says it: `file:line: what; instead`. */
export function complaintLine({ path, line, what, instead }: Complaint): string {
  return `${path}:${line}: ${what}; ${instead}`;
}

export const repositoryRoot = resolve(import.meta.dirname, '../..');

/** A copy without git (an unpacked archive) is read from the folders that hold our files. */
function filesWithoutGit(): string[] {
  const folders = ['src', 'test', 'scripts', 'docs'];
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(repositoryRoot.length + 1)),
  );
  const atRoot = readdirSync(repositoryRoot, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
  return [...inFolders, ...atRoot].map((path) => path.replaceAll('\\', '/'));
}

function trackedFiles(): string[] {
  if (!existsSync(join(repositoryRoot, '.git'))) return filesWithoutGit();
  // A clone that another user owns is still ours to read.
  const args = ['-c', 'safe.directory=*', 'ls-files', '-z'];
  const list = execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8' });
  return list.split('\0').filter((path) => path !== '' && existsSync(join(repositoryRoot, path)));
}

/** Paths of all files of the project, sorted. */
export const projectPaths: readonly string[] = trackedFiles().sort();

export function readProjectFile(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}

/** The files whose paths the pattern fits. */
export function readFiles(pattern: RegExp): SourceFile[] {
  return projectPaths
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readProjectFile(path) }));
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Of the same length as the text, so that places agree; what is left out is blank. */
export interface Scanned {
  /** Without comments and without what stands in texts; the quotation marks stay. */
  readonly code: string;
  /** Only what stands in texts, the `${…}` of templates left out. */
  readonly texts: string;
  readonly comments: string;
}

const beforePattern = /(?:[(,=:[!&|?{;<>+\-*%~^]|\breturn|\btypeof|\bcase|^)\s*$/;

/** Parts a TypeScript file into code, texts and comments. */
export function scan(text: string): Scanned {
  return new Scanner(text).run();
}

class Scanner {
  readonly #text: string;
  readonly #code: string[];
  readonly #texts: string[];
  readonly #comments: string[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    // By code units, as places are.
    const make = (): string[] => text.split('').map(blankOf);
    this.#code = make();
    this.#texts = make();
    this.#comments = make();
  }

  run(): Scanned {
    this.#codeUntil(undefined);
    return {
      code: this.#code.join(''),
      texts: this.#texts.join(''),
      comments: this.#comments.join(''),
    };
  }

  /** Reads code up to the end, or to the brace that ends a template's expression. */
  #codeUntil(end: '}' | undefined): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at);
      const next = this.#text.charAt(this.#at + 1);
      if (char === '/' && next === '/') this.#take(this.#comments, this.#lineEnd());
      else if (char === '/' && next === '*') this.#take(this.#comments, this.#commentEnd());
      else if (char === "'" || char === '"') this.#quoted(char);
      else if (char === '`') this.#template();
      else if (char === '/' && this.#isPattern()) this.#pattern();
      else {
        if (char === '{') depth += 1;
        if (char === '}') {
          if (end === '}' && depth === 0) return;
          depth -= 1;
        }
        this.#take(this.#code, this.#at + 1);
      }
    }
  }

  /** Copies up to `end` (not included) into one of the three. */
  #take(into: string[], end: number): void {
    for (; this.#at < end; this.#at += 1) into[this.#at] = this.#text.charAt(this.#at);
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end < 0 ? this.#text.length : end;
  }

  #commentEnd(): number {
    const end = this.#text.indexOf('*/', this.#at + 2);
    return end < 0 ? this.#text.length : end + 2;
  }

  /** A mark that nothing on its line closes is an apostrophe in a page's text. */
  #quoted(mark: string): void {
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text.charAt(end) !== mark) {
      if (this.#text.charAt(end) === '\n') return this.#take(this.#code, this.#at + 1);
      end += this.#text.charAt(end) === '\\' ? 2 : 1;
    }
    this.#take(this.#code, this.#at + 1);
    this.#take(this.#texts, Math.min(end, this.#text.length));
    this.#take(this.#code, Math.min(end + 1, this.#text.length));
  }

  #template(): void {
    this.#take(this.#code, this.#at + 1);
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at);
      if (char === '`') return this.#take(this.#code, this.#at + 1);
      if (char === '\\') this.#take(this.#texts, this.#at + 2);
      else if (char === '$' && this.#text.charAt(this.#at + 1) === '{') {
        this.#take(this.#code, this.#at + 2);
        this.#codeUntil('}');
        this.#take(this.#code, this.#at + 1);
      } else this.#take(this.#texts, this.#at + 1);
    }
  }

  #isPattern(): boolean {
    return beforePattern.test(this.#code.slice(Math.max(0, this.#at - 40), this.#at).join(''));
  }

  #pattern(): void {
    let end = this.#at + 1;
    let isInClass = false;
    while (end < this.#text.length) {
      const char = this.#text.charAt(end);
      if (char === '\n') return this.#take(this.#code, this.#at + 1);
      if (char === '[') isInClass = true;
      if (char === ']') isInClass = false;
      if (char === '/' && !isInClass) break;
      end += char === '\\' ? 2 : 1;
    }
    this.#take(this.#code, this.#at + 1);
    this.#at = end;
    this.#take(this.#code, Math.min(end + 1, this.#text.length));
  }
}

function blankOf(char: string): string {
  return char === '\n' ? '\n' : ' ';
}

export interface Import {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
  readonly line: number;
}

const importPattern =
  /\b(?:(?:import|export)\b([^'"`;()]*?)\bfrom\s*|import\s*\(\s*|import\s+)(['"])/g;

/** What a file imports or exports from elsewhere, types too. */
export function importsOf({ text }: SourceFile, scanned: Scanned = scan(text)): Import[] {
  return [...scanned.code.matchAll(importPattern)].map((match) => {
    const start = match.index + match[0].length;
    const end = text.indexOf(match[2] ?? "'", start);
    const clause = (match[1] ?? '').trim();
    return {
      specifier: text.slice(start, end),
      isTypeOnly: isTypeClause(clause),
      line: lineAt(text, match.index),
    };
  });
}

/** `type X`, `type { A, B }`, or braces in which every name is marked `type`. */
function isTypeClause(clause: string): boolean {
  if (/^type\b/.test(clause)) return true;
  const names = /^\{([^}]*)\}$/s.exec(clause)?.[1];
  if (names === undefined) return false;
  const each = names.split(',').map((name) => name.trim());
  return each.every((name) => name === '' || name.startsWith('type '));
}

/** Whether a file is a test, or only there for tests. */
export function isTest(path: string): boolean {
  return /(?:\.test|-fixture)\.tsx?$/.test(path) || path.startsWith('test/');
}
