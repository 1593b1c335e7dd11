package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Query;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.TaskStore.Page;
import dev.forbear.task.Kind;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class ListingTest extends SqliteScene {

    private static final Query RARE =
            new Query("c", Kind.QUEUED, "rare", null, null, null, 10, null);

    private Page after(Page page) {
        return store().list(new Query("c", Kind.QUEUED, "rare", null, null, null, 10, page.next()));
    }

    @Test
    void a_page_of_which_few_tasks_pass_ends_early_and_the_next_goes_on() {
        var submitted = new ArrayList<CompletableFuture<Admission>>();
        submitted.add(submit("first", "{}", "rare"));
        for (var i = 0; i < Listing.MOST_LOOKED_AT; i++) {
            submitted.add(submit("k" + i, "{}", "l"));
            if (i == 500) {
                submitted.add(submit("second", "{}", "rare"));
            }
        }
        join(submitted);

        var page = store().list(RARE);
        var next = after(page);

        assertThat(keys(page)).containsExactly("second");
        assertThat(page.next()).isNotNull();
        assertThat(keys(next)).containsExactly("first");
        assertThat(next.next()).isNull();
    }

    private static List<String> keys(Page page) {
        return page.items().stream().map(stored -> stored.task().id().key()).toList();
    }
}
