import { passwordWords } from '@/shared/domain/password-words.ts';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
});

/** 0 to 4. Loaded by itself, for its lists weigh more than a page; the portal judges by the same ones. */
export const scoreOf = (password: string, about: string[]): number =>
  zxcvbn.check(password, passwordWords(about)).score;
