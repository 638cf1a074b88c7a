import { nameText } from '../../../../shared/domain/finding/index.ts';
import { nameQuestion } from '../../../../shared/domain/work-lists/index.ts';
import { askedPhones, hashOf, plainNumber, type Asked } from '../../projections/index.ts';

/** Characters from which on numbers are looked for: one alone is part of every number. */
const LEAST = 2;
const HAN = /\p{Script=Han}/u;

/**
 * What somebody may mean by what is typed so far: a number or its end, a receiver, a product. Names and phone numbers are found
 * whole, by their hash; undefined where there is too little yet.
 */
export function askedOf(typed: string, hash: (text: string) => string): Asked | undefined {
  const text = typed.trim();
  const number = plainNumber(text).replace(/^OD-/, '');
  const isNumber = /^[\x21-\x7e]+$/.test(number) && number.length >= LEAST;
  const name = nameText(text);
  const letters = text.match(/[a-z]/gi)?.length ?? 0;
  const product = HAN.test(text) || letters >= LEAST ? nameQuestion(text) : undefined;
  const asked: Asked = {
    number: isNumber ? number : '',
    sku: isNumber ? number : '',
    phones: askedPhones(text).map((phone) => hashOf(hash, phone)),
    names: name === undefined ? [] : [hashOf(hash, name)],
    product: product ?? '',
  };
  const any =
    asked.number !== '' || asked.phones.length > 0 || asked.names.length > 0 || asked.product !== '';
  return any ? asked : undefined;
}
