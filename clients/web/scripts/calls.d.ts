export function callsOf(folders: string[]): (service: string, method: string) => boolean;
