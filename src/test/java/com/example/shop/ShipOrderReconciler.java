package com.example.shop;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import java.sql.SQLException;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Ships an order; the carrier is closed at the first attempt. */
@Component
class ShipOrderReconciler implements Reconciler<Map<String, Object>> {

    private final ShippedOrders shipped;

    ShipOrderReconciler(ShippedOrders shipped) {
        this.shipped = shipped;
    }

    @Override
    public Result reconcile(Request<Map<String, Object>> request) throws SQLException {
        if (request.attempt() == 1) {
            throw new IllegalStateException("the carrier is closed");
        }
        shipped.add(request.key());
        return Result.done();
    }
}
