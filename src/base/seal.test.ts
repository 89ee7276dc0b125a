import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeal, sealKey } from './seal.ts';

const key = sealKey('a secret for tests only');
const other = sealKey('another secret for tests');

test('[TOK1] what was sealed is opened, and does not show what it holds', () => {
  const seal = createSeal([key]);
  fc.assert(
    fc.property(fc.string({ minLength: 12, unit: 'grapheme' }), (plain) => {
      const sealed = seal.seal(plain, 'access 1');
      expect(seal.open(sealed, 'access 1')).toBe(plain);
      expect(sealed).not.toContain(plain);
    }),
  );
  expect(seal.seal('same', 'a')).not.toBe(seal.seal('same', 'a'));
});

test('[TOK1] a sealed text opens only where it belongs and only unchanged', () => {
  const seal = createSeal([key]);
  const sealed = seal.seal('a token', 'access 1');
  expect(() => seal.open(sealed, 'access 2')).toThrow(/belongs elsewhere/);
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'B', '-', '.'), (at, char) => {
      const changed = sealed.slice(0, at) + char + sealed.slice(at + 1);
      // The last character of a part may have bits that mean nothing.
      const isSame = changed.split('.').every((part, i) => {
        const before = sealed.split('.')[i] ?? '';
        return i === 0
          ? part === before
          : Buffer.from(part, 'base64url').equals(Buffer.from(before, 'base64url'));
      });
      fc.pre(!isSame);
      expect(() => seal.open(changed, 'access 1')).toThrow(/sealed/);
    }),
  );
});

test('[TOK1] a shortened proof is no proof', () => {
  const seal = createSeal([key]);
  const [id = '', nonce = '', tag = '', body = ''] = seal.seal('a token', 'c').split('.');
  const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
  expect(() => seal.open([id, nonce, short, body].join('.'), 'c')).toThrow(/was changed/);
});

test('[TOK1] a key can be changed: the new one seals, the old one still opens', () => {
  const sealed = createSeal([key]).seal('a token', 'c');
  const rotated = createSeal([other, key]);
  expect(rotated.open(sealed, 'c')).toBe('a token');
  const fresh = rotated.seal('a token', 'c');
  expect(createSeal([other]).open(fresh, 'c')).toBe('a token');
  expect(() => createSeal([key]).open(fresh, 'c')).toThrow(/not known here/);
});

test('a secret that is too short is refused', () => {
  expect(() => sealKey('short')).toThrow(/16 characters/);
});
