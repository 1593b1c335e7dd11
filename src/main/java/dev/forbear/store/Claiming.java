package dev.forbear.store;

import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.store.GroupCommit.Operation;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Claims what is due, oldest first. */
final class Claiming implements Operation<Transaction, Claimed> {

    /** The earliest due time of each controller named in a JSON array. */
    private static final String EARLIEST =
            "select c.value, (select min(r.due_at) from run r where r.controller = c.value"
                    + " and r.due_at is not null) from json_each(?) c";

    private static final String DUE =
            "select"
                    + Rows.COLUMNS
                    + "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.due_at <= ? and r.crashes < 2 order by r.due_at, r.id limit ?";
    private static final String SUSPECT =
            "select"
                    + Rows.COLUMNS
                    + "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.due_at <= ? and r.crashes >= 2 order by r.due_at, r.id limit 1";

    private final List<Appetite> appetites;
    private final boolean suspects;

    Claiming(List<Appetite> appetites, boolean suspects) {
        this.appetites = List.copyOf(appetites);
        this.suspects = suspects;
    }

    @Override
    public Claimed on(Transaction transaction) throws SQLException {
        var serving = new Serving(transaction, suspects);
        for (var appetite : appetites) {
            if (transaction.horizon().mayBeDue(appetite.controller(), transaction.now())) {
                serving.serve(appetite, due(transaction, appetite));
            }
        }
        look(transaction);
        var next = transaction.horizon().next(appetites, transaction.now());
        return new Claimed(serving.claimed(), serving.expired(), next);
    }

    private void look(Transaction transaction) throws SQLException {
        var names =
                appetites.stream()
                        .map(appetite -> quoted(appetite.controller()))
                        .collect(Collectors.joining(",", "[", "]"));
        transaction
                .sql()
                .walk(
                        EARLIEST,
                        row -> {
                            transaction.horizon().seen(Rows.text(row, 1), Rows.time(row, 2));
                            return true;
                        },
                        names);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private List<Row> due(Transaction transaction, Appetite appetite) throws SQLException {
        var sql = transaction.sql();
        var now = Micros.of(transaction.now());
        var most = appetite.slots() + appetite.ahead();
        var rows = sql.list(DUE, Rows::read, appetite.controller(), now, most);
        if (suspects && appetite.slots() > 0) {
            var suspect = sql.first(SUSPECT, Rows::read, appetite.controller(), now);
            if (suspect != null) {
                rows.add(suspect);
                rows.sort(Serving.OLDEST_FIRST);
            }
        }
        return rows;
    }
}
