import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSigned, tenantsOf } from './webhook.ts';

const key = 'a webhook key';
const body = Buffer.from('{"events":[{"tenantId":"t1"},{"tenantId":"t1"},{"tenantId":"t2"}]}');
const signature = createHmac('sha256', key).update(body).digest('base64');

test('[HOK1] a delivery is taken only with the signature of its very bytes', () => {
  expect(isSigned(body, signature, key)).toBe(true);
  expect(isSigned(Buffer.concat([body, Buffer.from(' ')]), signature, key)).toBe(false);
  expect(isSigned(body, signature, 'another key')).toBe(false);
  expect(isSigned(body, '', key)).toBe(false);
});

test('[HOK2] events name the organisations to look at, each once; a broken body names none', () => {
  expect(tenantsOf(body.toString())).toEqual(['t1', 't2']);
  expect(tenantsOf('{"events":[]}')).toEqual([]);
  expect(tenantsOf('half a bo')).toEqual([]);
});
