import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readProfile } from './read-profile.ts';
import { attributeOf, child, parseXsiDocument, textOf } from './xsi-document.ts';

const XSI = 'xmlns="http://schema.broadsoft.com/xsi"';
const xml = (details: string, prolog = '<?xml version="1.0" encoding="UTF-8"?>') => `${prolog}<Profile ${XSI}><details>${details}</details></Profile>`;
const parse = (text: string | Buffer, contentType: string | null = 'application/xml') => parseXsiDocument(Buffer.from(text), contentType);
const firstName = (text: string | Buffer, contentType?: string | null) => textOf(child(child(parse(text, contentType), 'Profile'), 'details'), 'firstName');

describe('parseXsiDocument', () => {
  it('reads XML and JSON into the same profile', () => {
    const details = '<userId>7@sp.example</userId><firstName>Ann</firstName><lastName>Lee</lastName><groupId>acme</groupId>' +
      '<serviceProvider isEnterprise="true">SP1</serviceProvider><number>5551230001</number><extension>0012</extension>';
    const json = { Profile: { details: { userId: { $: '7@sp.example' }, firstName: { $: 'Ann' }, lastName: { $: 'Lee' }, groupId: { $: 'acme' },
      serviceProvider: { $: 'SP1', '@isEnterprise': 'true' }, number: { $: '5551230001' }, extension: { $: '0012' } } } };
    const expected = { userId: '7@sp.example', firstName: 'Ann', lastName: 'Lee', groupId: 'acme', serviceProvider: 'SP1', isEnterprise: true, number: '5551230001', extension: '0012' };
    expect(readProfile(parse(xml(details)))).toEqual(expected);
    expect(readProfile(parse(JSON.stringify(json), 'application/json;charset=UTF-8'))).toEqual(expected);
  });

  it('reads a namespace prefix as what it is, a prefix', () => {
    const text = `<x:Profile xmlns:x="http://schema.broadsoft.com/xsi"><x:details><x:firstName>Ann</x:firstName></x:details></x:Profile>`;
    expect(firstName(text)).toBe('Ann');
  });

  it.each([
    ['the Content-Type', 'application/xml; charset=ISO-8859-1', '<?xml version="1.0"?>'],
    ['the XML prolog', 'application/xml', '<?xml version="1.0" encoding="ISO-8859-1"?>'],
    ['nothing at all', null, ''],
  ])('reads ISO-8859-1 declared by %s', (_by, contentType, prolog) => {
    expect(firstName(Buffer.from(xml('<firstName>Zoé</firstName>', prolog), 'latin1'), contentType)).toBe('Zoé');
  });

  it('reads UTF-8 with and without a byte order mark', () => {
    expect(firstName(xml('<firstName>Žižka</firstName>'))).toBe('Žižka');
    expect(firstName(`\uFEFF${xml('<firstName>Žižka</firstName>')}`)).toBe('Žižka');
  });

  it('puts characters in the place of predefined and numeric references, once', () => {
    expect(firstName(xml('<firstName>&#381;i&#x17E;ka &amp;amp; O&apos;Brien &lt;b&gt;</firstName>'))).toBe("Žižka &amp; O'Brien <b>");
  });

  it('leaves impossible references as they stand', () => {
    expect(firstName(xml('<firstName>&#0;&#xD800;&#1114112;</firstName>'))).toBe('&#0;&#xD800;&#1114112;');
  });

  it.each([
    ['an entity that reads a file', '<!DOCTYPE Profile [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['an entity that grows', '<!DOCTYPE Profile [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;">]>'],
    ['an empty DTD', '<!doctype Profile>'],
  ])('refuses %s', (_what, dtd) => {
    expect(parse(`<?xml version="1.0"?>${dtd}<Profile><details><firstName>&x;</firstName></details></Profile>`)).toBeNull();
  });

  it.each([
    ['a page', '<html><body><p>Sign in<br></body></html>'],
    ['a cut answer', xml('<firstName>Ann</firstName>').slice(0, 90)],
    ['nothing', ''],
    ['text', 'ok'],
    ['half of JSON', '{"Profile":{'],
    ['a JSON list', '[1]'],
  ])('gives null for %s', (_what, text) => {
    expect(parse(text)).toBeNull();
  });

  it('gives null for a charset nobody knows', () => {
    expect(parse(xml('<firstName>Ann</firstName>'), 'application/xml;charset=x-klingon')).toBeNull();
  });

  it('refuses tags nested so deep that they are meant as an attack', () => {
    expect(parse(`${'<a>'.repeat(500)}${'</a>'.repeat(500)}`)).toBeNull();
  });

  it('never throws, whatever bytes arrive', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.option(fc.string()), (bytes, contentType) => {
      parseXsiDocument(Buffer.from(bytes), contentType);
      parseXsiDocument(Buffer.concat([Buffer.from('<Profile>'), bytes, Buffer.from('</Profile>')]), contentType);
    }));
  });

  it('reads attributes of JSON with and without the @', () => {
    expect(attributeOf({ '@isEnterprise': 'true' }, 'isEnterprise')).toBe('true');
    expect(attributeOf({ isEnterprise: true }, 'isEnterprise')).toBe('true');
    expect(attributeOf({ $: 'SP1' }, 'isEnterprise')).toBeNull();
  });
});

describe('readProfile', () => {
  it('reads what BroadWorks leaves out as empty, and a service provider without the attribute as no enterprise', () => {
    expect(readProfile(parse(xml('<userId>7@sp.example</userId><serviceProvider>SP1</serviceProvider><extension/>')))).toEqual({
      userId: '7@sp.example', firstName: '', lastName: '', groupId: '', serviceProvider: 'SP1', isEnterprise: false, number: null, extension: null,
    });
  });

  it('finds no profile without a user id, nor in another document', () => {
    expect(readProfile(parse(xml('<firstName>Ann</firstName>')))).toBeNull();
    expect(readProfile(parse(`<ErrorInfo ${XSI}><summary>no</summary></ErrorInfo>`))).toBeNull();
  });
});
