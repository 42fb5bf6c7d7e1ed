export function modulesOfTheirOwnWords(): string[];
export function wordFiles(language: string, module?: string): string[];
export function typeset(text: string, language: string): string;
export function wordsOf(language: string, module?: string): Record<string, string>;
