import { canonical } from '../names.ts';

/** One permission, and why it is given. */
export interface Statement {
  /** Letters and digits alone, as AWS wants it. */
  readonly id: string;
  readonly reason: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

/** Operator, key, values. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** The statements as an IAM policy; reasons are for people, IAM has no place for them. */
export function policyDocument(statements: readonly Statement[]): string {
  return canonical({
    Version: '2012-10-17',
    Statement: statements.map(({ id, actions, resources, condition }) => ({
      Sid: id,
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(condition && { Condition: condition }),
    })),
  });
}

/** Who may take on a role: one service of AWS, under a condition where that service gives what it could rest on. */
export function trustOf(
  service: string,
  condition?: Condition,
  actions: readonly string[] = ['sts:AssumeRole'],
): string {
  return canonical({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: service }, Action: actions, ...(condition && { Condition: condition }) },
    ],
  });
}
