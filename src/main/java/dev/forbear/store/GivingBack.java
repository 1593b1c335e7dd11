package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.task.State;

import java.sql.SQLException;
import java.util.List;

/** Makes what was claimed and never started wait as before; answers how many there were. */
record GivingBack(List<Claim> claims) implements Move<Integer> {

    @Override
    public List<Held> held() {
        return claims.stream().map(Held::by).toList();
    }

    @Override
    public boolean loads() {
        return true;
    }

    @Override
    public Integer on(TaskRows rows) throws SQLException {
        var now = rows.now();
        var given = 0;
        for (var claim : claims) {
            var row = rows.load(Held.by(claim));
            if (row != null && row.epoch() == claim.epoch() && Columns.held(row.task())) {
                var task = row.task();
                var after =
                        task.state() instanceof State.Running
                                ? task.givenBack(claim.before(), now)
                                : task.freed(now);
                rows.update(row, row.with(after));
                given++;
            }
        }
        return given;
    }
}
