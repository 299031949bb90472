/** The repository. */
export const ROOT: string;
export function treeOf(name: string): string;
export function syncTree(tree: string): void;
