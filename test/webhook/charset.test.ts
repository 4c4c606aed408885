import { describe, expect, it } from 'vitest';
import { declaredCharset, decodeBody } from '../../src/webhook/charset.ts';

describe('the charset that a Content-Type declares', () => {
  it.each([
    ['application/json; charset=windows-1251', 'windows-1251'],
    ['application/json;charset=gbk', 'gbk'],
    ['application/json ; CHARSET = GBK', 'GBK'],
    ['application/json; charset="shift_jis"', 'shift_jis'],
    ["application/json; charset='shift_jis'; x=y", 'shift_jis'],
    ['application/json; x=y; charset=big5 ; z', 'big5'],
    ['application/json; charset=big5, text/plain', 'big5'],
    ['application/json; charset=utf-8x', 'utf-8x'],
    ['application/json; charset=xutf-8', 'xutf-8'],
  ])('is read: %s', (contentType, charset) => {
    expect(declaredCharset({ 'content-type': contentType })).toBe(charset);
  });

  it.each([
    ['application/json'],
    ['application/json; charset=utf-8'],
    ['application/json; charset=UTF8'],
    ['application/json; charset="utf-8"'],
    ['application/json; charset='],
    ['application/json; charset=; x=gbk'],
    ['application/json; x-charset=gbk'],
    ['application/json; charset-x=gbk'],
    ['application/charset=gbk'],
    [''],
    [undefined],
  ])('is UTF-8 or none: %s', (contentType) => {
    expect(declaredCharset({ 'content-type': contentType })).toBeUndefined();
  });
});

describe('a body', () => {
  const gbk = { 'content-type': 'application/json; charset=gbk' };
  const latin1 = { 'content-type': 'application/json; charset=latin1' };

  it.each<[string, number[], object, string]>([
    ['as UTF-8 when nothing is declared', [0xe4, 0xbd, 0xa0], {}, '你'],
    ['in its charset', [0xc4, 0xe3], gbk, '你'],
    ['as UTF-16 when its mark says so, whatever is declared', [0xff, 0xfe, 0x60, 0x4f], gbk, '你'],
    ['as UTF-16 in the other byte order', [0xfe, 0xff, 0x4f, 0x60], gbk, '你'],
    ['without a mark when FF is followed by something else', [0xff, 0x41], latin1, 'ÿA'],
    ['without a mark when FE is followed by something else', [0xfe, 0x41], latin1, 'þA'],
    ['without a mark when FF comes second', [0x41, 0xff], latin1, 'Aÿ'],
    ['without a mark when FE comes second', [0x41, 0xfe], latin1, 'Aþ'],
  ])('is read %s', (_case, bytes, headers, text) => {
    expect(decodeBody(Uint8Array.from(bytes), { ...headers })).toBe(text);
  });

  it('is refused when this runtime does not know its charset', () => {
    const headers = { 'content-type': 'application/json; charset=utf-32' };
    expect(decodeBody(new Uint8Array(), headers)).toMatchObject({ reply: { status: 415 } });
  });
});
