import type { Statement } from '../../../../function/plan/aws/access.ts';

/** Whether statements let somebody do something, by IAM's own rules for actions and resources; conditions are taken as met. */
export function mayDo(statements: readonly Statement[], action: string, resource: string): boolean {
  return statements.some(
    ({ actions, resources }) =>
      actions.some((pattern) => matches(pattern, action)) && resources.some((pattern) => matches(pattern, resource)),
  );
}

/** IAM's patterns: `*` any text, `?` any character, `${*}`, `${?}` and `${$}` those themselves. */
function matches(pattern: string, text: string): boolean {
  const expression = pattern.replaceAll(/\$\{([*?$])\}|([*?])|[\s\S]/g, (all, escaped?: string, wild?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    if (wild !== undefined) return wild === '*' ? '[\\s\\S]*' : '[\\s\\S]';
    return all.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${expression}$`, 'u').test(text);
}
