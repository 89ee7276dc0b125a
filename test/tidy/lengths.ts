/**
 * Files small enough to read. The linter bounds the functions of src; here are the files, ours and
 * the tests', and the functions of tests, which may be longer but not endless.
 */
import { isTest, lineAt, scan, type Complaint, type SourceFile } from './source.ts';

export const lengths = {
  /** Lines of a file without blanks and comments. */
  fileMax: 400,
  testFileMax: 500,
  testFunctionMax: 120,
} as const;

function countLines(code: string, texts = ''): number {
  const others = texts.split('\n');
  return code.split('\n').filter((line, i) => `${line}${others[i] ?? ''}`.trim() !== '').length;
}

/** A file that is too long to be read whole. */
export function checkFileLength(file: SourceFile): Complaint[] {
  const { code, texts } = scan(file.text);
  const count = countLines(code, texts);
  const max = isTest(file.path) ? lengths.testFileMax : lengths.fileMax;
  if (count <= max) return [];
  const what = `${count} lines, at most ${max}`;
  return [{ path: file.path, line: 1, what, instead: 'part it by what it is about' }];
}

/** Tests that are too long; a `describe` groups and is not a function of its own. */
export function checkTestLengths(file: SourceFile): Complaint[] {
  if (!isTest(file.path)) return [];
  const { code } = scan(file.text);
  const complaints: Complaint[] = [];
  for (const match of code.matchAll(/(?:=>|\bfunction\b[^{;]*?\)[^{;]*?)\s*\{/g)) {
    const head = code.slice(code.lastIndexOf('\n', match.index) + 1, match.index);
    if (/\bdescribe\b/.test(head)) continue;
    const start = match.index + match[0].length;
    const count = countLines(code.slice(start, closingBrace(code, start)));
    if (count <= lengths.testFunctionMax) continue;
    const what = `a function of ${count} lines, at most ${lengths.testFunctionMax}`;
    const line = lineAt(code, match.index);
    complaints.push({ path: file.path, line, what, instead: 'part it' });
  }
  return complaints;
}

function closingBrace(code: string, from: number): number {
  let depth = 1;
  for (let at = from; at < code.length; at += 1) {
    if (code.charAt(at) === '{') depth += 1;
    if (code.charAt(at) === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return code.length;
}
