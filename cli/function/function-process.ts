import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Client, credentials } from '@grpc/grpc-js';
import { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { stringAt } from '../../api/json.ts';
import { CliError } from '../cli-error.ts';
import type { ChildProcess } from 'node:child_process';
import type { CallFunction } from '../../simulator/request.ts';

/** A function that serves on this machine alone, for as long as a command runs. */
export interface RunningFunction {
  /** `host:port`, for callers that are processes themselves. */
  readonly address: string;
  readonly call: CallFunction;
  readonly stop: () => void;
}

const mebibyte = 1024 * 1024;
const startSeconds = 30;
const callSeconds = 30;

/**
 * Starts the function as a process and waits until it serves, on a free port of the loopback interface, without TLS.
 *
 * Rejects with a CliError that quotes the process's own words where it does not come up.
 */
export async function startFunction(program: string): Promise<RunningFunction> {
  const args = [program, '--insecure', '--address', '127.0.0.1:0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await servingAddress(child);
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': 64 * mebibyte,
    'grpc.max_send_message_length': 64 * mebibyte,
  });
  return {
    address,
    call: (_name, request) => call(client, request),
    stop: () => {
      client.close();
      child.kill('SIGKILL');
    },
  };
}

function servingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const fail = (what: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      const words = said.length === 0 ? '' : `: ${said.slice(-3).join(' ')}`;
      reject(new CliError(`cannot start the function: ${what}${words}`));
    };
    const timer = setTimeout(() => fail(`it did not serve within ${startSeconds} s`), startSeconds * 1000);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? `code ${code}`}`));
    if (child.stderr !== null) createInterface(child.stderr).on('line', (line) => said.push(line));
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      const address = servedAt(line);
      if (address === undefined) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      // Whatever it logs from now on is nobody's business here, but its pipe must not fill up.
      child.stdout?.resume();
      resolve(address);
    });
  });
}

/** The address in the one line of its log that says that it serves. */
function servedAt(line: string): string | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return stringAt(entry, 'msg') === 'serving' ? stringAt(entry, 'address') : undefined;
  } catch {
    return undefined;
  }
}

function call(client: Client, request: RunFunctionRequest): Promise<RunFunctionResponse> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      '/apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction',
      (message: RunFunctionRequest) => Buffer.from(RunFunctionRequest.encode(message).finish()),
      (bytes) => RunFunctionResponse.decode(bytes),
      request,
      { deadline: Date.now() + callSeconds * 1000 },
      (error, response) => {
        if (error !== null) reject(error);
        else if (response === undefined) reject(new Error('the function sent no response'));
        else resolve(response);
      },
    );
  });
}
