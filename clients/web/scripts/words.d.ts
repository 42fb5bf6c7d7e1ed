export function wordFiles(language: string): string[];
export function typeset(text: string, language: string): string;
export function wordsOf(language: string): Record<string, string>;
