export function parts(): string[];
export function wordFiles(language: string, part?: string): string[];
export function typeset(text: string, language: string): string;
export function wordsOf(language: string, part?: string): Record<string, string>;
