/**
 * Every rule of docs/SPEC.md is shown by a test whose title carries its id, or by a program that the
 * rule names; and every id in a title is a rule's.
 */
import { expect, test } from 'vitest';
import { projectPaths, readFiles, readProjectFile, scan } from './tidy/source.ts';

interface Rule {
  readonly id: string;
  /** A program that shows it, where no single test can. */
  readonly shownBy?: string;
}

const rulePattern = /^- \*\*([A-Z]{3}\d+)\*\* (.+)$/gm;

function rulesOf(markdown: string): Rule[] {
  return [...markdown.matchAll(rulePattern)].map(([, id = '', statement = '']) => {
    const shownBy = /Shown by (\S+)\.$/.exec(statement)?.[1];
    return shownBy === undefined ? { id } : { id, shownBy };
  });
}

/** Ids in the titles of tests: texts that begin a test, with `[ABC1]` in them. */
function idsInTitles(text: string): string[] {
  const { texts } = scan(text);
  return [...texts.matchAll(/\[([A-Z]{3}\d+)\]/g)].map(([, id = '']) => id);
}

const rules = rulesOf(readProjectFile('docs/SPEC.md'));
const testFiles = readFiles(/^(?:src|test)\/.*\.test\.tsx?$/).filter(
  ({ path }) => path !== 'test/spec.test.ts',
);

test('each rule has one id', () => {
  const ids = rules.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(100);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('each rule is shown by a test, or by a program that is there', () => {
  const shown = new Set(testFiles.flatMap(({ text }) => idsInTitles(text)));
  const unshown = rules.filter(({ id, shownBy }) =>
    shownBy === undefined ? !shown.has(id) : !projectPaths.includes(shownBy),
  );
  expect(unshown).toEqual([]);
});

test('each id in a title is a rule', () => {
  const known = new Set(rules.map(({ id }) => id));
  const unknown = testFiles.flatMap(({ path, text }) =>
    idsInTitles(text)
      .filter((id) => !known.has(id))
      .map((id) => `${path}: ${id}`),
  );
  expect(unknown).toEqual([]);
});

test('a rule without a test and a title without a rule are found', () => {
  const markdown = '- **AAA1** It is so.\n- **AAA2** So it is. Shown by test/x.ts.\n';
  expect(rulesOf(markdown)).toEqual([{ id: 'AAA1' }, { id: 'AAA2', shownBy: 'test/x.ts' }]);
  const mark = '[AAA' + '3]';
  expect(idsInTitles(`test('${mark} it is', () => {}); // ${mark}`)).toEqual(['AAA3']);
});
