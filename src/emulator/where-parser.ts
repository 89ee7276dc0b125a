/**
 * The grammar of `where`: comparisons of fields, literals and a few methods, joined by AND, OR, NOT
 * and parentheses. Text in, tree out; what a field is worth is left to where-evaluation.ts.
 */
import { Decimal } from '../base/decimal.ts';

/** A bad filter: ErrorNumber 16 with this message. */
export class QueryParseError extends Error {
  override name = 'QueryParseError';
}

export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
/** Numbers are times in milliseconds; amounts are Decimals. */
export type Literal = string | Decimal | boolean | number | null;

export type Operand =
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'field'; readonly path: string }
  | {
      readonly kind: 'method';
      readonly name: string;
      readonly on: Operand;
      readonly argument: Operand | undefined;
    };

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: CompareOperator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'holds'; readonly of: Operand };

interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
}

const tokenPattern =
  /\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)[mMdDlL]?(?![\w])|([A-Za-z_]\w*)|(==|!=|<>|<=|>=|&&|\|\||[=<>!().,]))/y;

function tokens(source: string): Token[] {
  const found: Token[] = [];
  tokenPattern.lastIndex = 0;
  let at = 0;
  while (source.slice(at).trim() !== '') {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(source);
    if (!match) {
      const rest = source.slice(at).trimStart();
      if (rest.startsWith('"')) throw new QueryParseError('Unterminated string literal');
      throw new QueryParseError(`Syntax error '${rest.charAt(0)}'`);
    }
    const [, text, number, name, sign] = match;
    if (text !== undefined) found.push({ kind: 'text', text: text.replace(/\\(.)/g, '$1') });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (name !== undefined) found.push({ kind: 'name', text: name });
    else found.push({ kind: 'sign', text: sign ?? '' });
    at = tokenPattern.lastIndex;
  }
  return found;
}

const operators: Readonly<Record<string, CompareOperator>> = {
  '=': '==',
  '==': '==',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

const methods = new Set([
  'contains',
  'startswith',
  'endswith',
  'tolower',
  'toupper',
  'trim',
  'tostring',
]);

const end: Token = { kind: 'end', text: '' };

class Parser {
  private readonly list: readonly Token[];
  private at = 0;

  constructor(list: readonly Token[]) {
    this.list = list;
  }

  private get next(): Token {
    return this.list[this.at] ?? end;
  }

  private take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }

  private isSign(text: string): boolean {
    return this.next.kind === 'sign' && this.next.text === text;
  }

  private isWord(word: string): boolean {
    return this.next.kind === 'name' && this.next.text.toUpperCase() === word;
  }

  private accept(text: string): boolean {
    const found = this.isSign(text);
    if (found) this.at += 1;
    return found;
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw new QueryParseError(`'${text}' or operator expected`);
  }

  whole(): Condition {
    const condition = this.any();
    if (this.next.kind !== 'end') throw new QueryParseError('Syntax error');
    return condition;
  }

  private any(): Condition {
    let left = this.all();
    while (this.isSign('||') || this.isWord('OR')) {
      this.take();
      left = { kind: 'any', left, right: this.all() };
    }
    return left;
  }

  private all(): Condition {
    let left = this.single();
    while (this.isSign('&&') || this.isWord('AND')) {
      this.take();
      left = { kind: 'all', left, right: this.single() };
    }
    return left;
  }

  private single(): Condition {
    if (this.isSign('!') || this.isWord('NOT')) {
      this.take();
      return { kind: 'not', of: this.single() };
    }
    if (this.accept('(')) {
      const inside = this.any();
      this.expect(')');
      return inside;
    }
    const left = this.operand();
    const operator = this.next.kind === 'sign' ? operators[this.next.text] : undefined;
    if (operator === undefined) return { kind: 'holds', of: left };
    this.take();
    return { kind: 'compare', operator, left, right: this.operand() };
  }

  private operand(): Operand {
    const token = this.take();
    switch (token.kind) {
      case 'text':
        return this.methodsOn({ kind: 'literal', value: token.text });
      case 'number':
        return { kind: 'literal', value: Decimal.parse(token.text) };
      case 'name':
        return this.named(token.text);
      case 'sign':
      case 'end':
        throw new QueryParseError('Expression expected');
    }
  }

  private named(name: string): Operand {
    switch (name.toLowerCase()) {
      case 'null':
        return { kind: 'literal', value: null };
      case 'true':
      case 'false':
        return { kind: 'literal', value: name.toLowerCase() === 'true' };
      case 'guid':
        return this.guid();
      case 'datetime':
        return this.dateTime();
      default:
        return this.path(name);
    }
  }

  private guid(): Operand {
    this.expect('(');
    const token = this.take();
    this.expect(')');
    if (token.kind !== 'text' || !/^[0-9a-f-]{36}$/i.test(token.text)) {
      throw new QueryParseError('Guid should contain 32 digits with 4 dashes');
    }
    return { kind: 'literal', value: token.text };
  }

  private dateTime(): Operand {
    if (this.accept('.')) {
      if (this.take().text.toLowerCase() !== 'parse') {
        throw new QueryParseError("No property or field exists in type 'DateTime'");
      }
      this.expect('(');
      const text = this.take().text;
      this.expect(')');
      const ms = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
      if (Number.isNaN(ms))
        throw new QueryParseError('String was not recognized as a valid DateTime');
      return { kind: 'literal', value: ms };
    }
    this.expect('(');
    const parts: number[] = [];
    do {
      const token = this.take();
      if (token.kind !== 'number') throw new QueryParseError('Expression expected');
      parts.push(Number(token.text));
    } while (this.accept(','));
    this.expect(')');
    const [year = 0, month = 0, date = 0, hours = 0, minutes = 0, seconds = 0] = parts;
    const at = new Date(Date.UTC(year, month - 1, date, hours, minutes, seconds));
    if (parts.length < 3 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date) {
      throw new QueryParseError(
        'Year, Month, and Day parameters describe an un-representable DateTime',
      );
    }
    return { kind: 'literal', value: at.getTime() };
  }

  private path(first: string): Operand {
    let path = first;
    while (this.isSign('.')) {
      const after = this.list[this.at + 1];
      if (after?.kind !== 'name') throw new QueryParseError('Identifier expected');
      if (methods.has(after.text.toLowerCase()) && this.list[this.at + 2]?.text === '(') break;
      this.at += 2;
      path += `.${after.text}`;
    }
    return this.methodsOn({ kind: 'field', path });
  }

  private methodsOn(start: Operand): Operand {
    let on = start;
    while (this.accept('.')) {
      const name = this.take().text.toLowerCase();
      if (!methods.has(name)) throw new QueryParseError(`No applicable method '${name}' exists`);
      this.expect('(');
      const argument = this.isSign(')') ? undefined : this.operand();
      this.expect(')');
      on = { kind: 'method', name, on, argument };
    }
    return on;
  }
}

/** Throws QueryParseError. */
export function parseWhere(source: string): Condition {
  return new Parser(tokens(source)).whole();
}
