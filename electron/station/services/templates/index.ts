export { createTemplateDesk, type TemplateDesk } from './desk.ts';
export { readTemplate, readTemplateText } from './read.ts';
export { createPrintRules, fitsPrinter, type Chosen, type PrintRules } from './rules.ts';
export { createTemplates, type Templates } from './templates.ts';
