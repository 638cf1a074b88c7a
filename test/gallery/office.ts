import type { Answers } from '../fakes/page-host.ts';

export const officeAnswers: Answers = {};
