import type { ChosenPart } from "../../components/host/chosen-parts";

const asPostgres = "runuser -u postgres --";

/** Money moves from account to account for ever, and each move is written down: nothing is lost at any moment. */
const schema = `
CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL);
CREATE TABLE moves (id bigserial PRIMARY KEY, payer int NOT NULL, payee int NOT NULL, amount int NOT NULL);
INSERT INTO accounts SELECT n, 1000 FROM generate_series(1, 50) n;`;

const move = `\\set payer random(1, 50)
\\set payee random(1, 50)
\\set amount random(1, 9)
BEGIN;
UPDATE accounts SET balance = balance - :amount WHERE id = :payer;
INSERT INTO moves (payer, payee, amount) VALUES (:payer, :payee, :amount);
UPDATE accounts SET balance = balance + :amount WHERE id = :payee;
COMMIT;
`;

/** Prints "whole" when every move is in the balances, and every balance in the moves. */
const wholeness = `
SELECT CASE WHEN count(*) FILTER (WHERE a.balance <> 1000
    + coalesce((SELECT sum(amount) FROM moves WHERE payee = a.id), 0)
    - coalesce((SELECT sum(amount) FROM moves WHERE payer = a.id), 0)) = 0 AND count(*) = 50
    THEN 'whole' ELSE 'torn' END FROM accounts a`;

const query = (sql: string) => `${asPostgres} psql -d shop -v ON_ERROR_STOP=1 -qAt <<'END'\n${sql}\nEND\n`;

export const makeDatabase = `${asPostgres} createdb shop\n${query(schema)}`;
export const readWholeness = query(wholeness);
export const readMoves = query("SELECT * FROM moves ORDER BY id");
export const countMoves = query("SELECT count(*) FROM moves");

/** Moves money until it is stopped, from two connections. */
export const startWriting = `cat >/run/move.sql <<'END'\n${move}END
systemd-run --quiet --unit writers --uid postgres pgbench -n -c 2 -T 600 -f /run/move.sql shop`;
export const stopWriting = "systemctl stop writers.service";

/** What an app with a database asks of the backup. */
export const shopPart: ChosenPart = {
    id: "shop",
    needs: [],
    claims: () => ({
        backupSets: [
            {
                name: "shop",
                paths: ["/srv/shop"],
                exclude: ["cache"],
                dump: `${asPostgres} pg_dump --format=custom shop >"$1/shop.dump"`,
                load: [
                    `${asPostgres} dropdb --if-exists shop`,
                    `${asPostgres} createdb shop`,
                    `${asPostgres} pg_restore --exit-on-error --dbname=shop <"$1/shop.dump"`,
                ].join("\n"),
                verify: `[ "$(${query(wholeness)})" = whole ]`,
            },
        ],
    }),
    plan: () => ({}),
    checks: () => [],
};
